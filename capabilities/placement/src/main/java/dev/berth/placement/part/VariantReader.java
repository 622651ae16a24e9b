package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.profile.LatencySummary;
import dev.berth.catalog.profile.LoadMeasurement;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.catalog.profile.SystemProfiles;
import dev.berth.catalog.profile.SystemProfiles.FoundProfile;
import dev.berth.core.SanitizedText;
import dev.berth.placement.part.QuantityReader.Zero;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.NumberSource;
import dev.berth.placement.scenario.NumberSource.Kind;
import dev.berth.placement.scenario.NumberSource.Quantity;
import dev.berth.placement.scenario.Variant;
import dev.berth.placement.scenario.Variant.Origin;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// Reader of variants, with the numbers of profiles where a profile is named.
final class VariantReader {
    private static final double NANOS = 1e-9;

    private final Path system;
    private final SystemProfiles profiles;
    private final SystemSizes sizes;
    private final List<NumberSource> sources;

    /// @param sources gets those of numbers that the file leaves out
    VariantReader(
            Path system, SystemProfiles profiles, SystemSizes sizes, List<NumberSource> sources) {
        this.system = system;
        this.profiles = profiles;
        this.sizes = sizes;
        this.sources = sources;
    }

    /// @param owner component, for messages with the variant's name
    /// @param subject model or endpoint of the component, whose profile is taken if no time is
    ///   written
    Optional<Variant> read(
            String owner, String name, DocumentNode place, Optional<Subject> subject) {
        Optional<Distribution> time = DistributionReader.read(place, "time");
        Optional<Double> cores = NumberReader.positive(place, "cores");
        Optional<Double> memory =
                QuantityReader.read(place, "memory", Dimension.BYTES, Zero.ALLOWED);
        Optional<Double> storage =
                QuantityReader.read(place, "storage", Dimension.BYTES, Zero.ALLOWED);
        Optional<Double> quality = new QualityReader(system).read(place);
        boolean isAssumed = place.truth("assumed").orElse(false);
        Optional<FoundProfile> profile =
                place.child("time").isPresent() ? Optional.empty() : profile(place, subject);
        if (place.child("time").isEmpty() && profile.isEmpty()) {
            return Optional.empty();
        }
        Optional<Distribution> known = time.or(() -> profile.flatMap(each -> time(place, each)));
        String label = name.equals(ComponentReader.ONLY_VARIANT) ? owner : owner + ", " + name;
        Optional<FoundProfile> ofSizes =
                profile.or(() -> named(place, subject).flatMap(this::find));
        Optional<Double> held =
                memory.or(() -> take(place, "memory", measured(label, Quantity.MEMORY, ofSizes)));
        Optional<Double> stored =
                storage.or(
                        () ->
                                take(
                                        place,
                                        "storage",
                                        measured(label, Quantity.STORAGE, ofSizes)
                                                .or(() -> ofFiles(label, place, subject))));
        requireSize(place, "memory", held, subject);
        requireSize(place, "storage", stored, subject);
        if (known.isEmpty() || held.isEmpty() || stored.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Variant(
                        name,
                        known.get(),
                        cores.or(() -> profile.map(each -> busyCores(each.profile()))).orElse(1.0),
                        held.get(),
                        stored.get(),
                        quality.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                        origin(place, isAssumed, profile)));
    }

    private Origin origin(DocumentNode place, boolean isAssumed, Optional<FoundProfile> profile) {
        if (profile.isPresent()) {
            return new Origin.Profile(
                    source(profile.get()), ProfiledSystem.find(system, place, profile.get()));
        }
        return isAssumed ? new Origin.Assumed() : new Origin.Declared();
    }

    private static String source(FoundProfile found) {
        return found.file()
                + ", "
                + found.profile().machine().cores()
                + " x "
                + found.profile().machine().cpu();
    }

    private void requireSize(
            DocumentNode place, String key, Optional<Double> value, Optional<Subject> subject) {
        if (value.isPresent() || place.child(key).isPresent()) {
            return;
        }
        String bench =
                named(place, subject)
                        .filter(wanted -> !wanted.endsWith(".json"))
                        .map(
                                wanted ->
                                        ", or measure it with `berth bench "
                                                + systemName()
                                                + " "
                                                + SanitizedText.of(wanted)
                                                + "`")
                        .orElse("");
        place.error(
                "no `" + key + "`, and no profile or package that has it",
                Dimension.BYTES.expectation(),
                "add `" + key + ": 50 MB`" + bench);
    }

    /// The value of a source, which is kept unless the file has a value, if a wrong one.
    private Optional<Double> take(DocumentNode place, String key, Optional<NumberSource> source) {
        if (place.child(key).isPresent()) {
            return Optional.empty();
        }
        source.ifPresent(sources::add);
        return source.map(NumberSource::value);
    }

    private static Optional<NumberSource> measured(
            String label, Quantity quantity, Optional<FoundProfile> profile) {
        return profile.flatMap(
                found -> {
                    OptionalLong bytes =
                            quantity == Quantity.MEMORY
                                    ? found.profile().memoryBytes()
                                    : found.profile().weightBytes();
                    return bytes.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    NumberSource.exact(
                                            label,
                                            quantity,
                                            (double) bytes.getAsLong(),
                                            Kind.MEASURED,
                                            source(found)));
                });
    }

    /// The size of the files of the component's own model; another one may be named as `profile`.
    private Optional<NumberSource> ofFiles(
            String label, DocumentNode place, Optional<Subject> subject) {
        return subject.filter(_ -> place.child("profile").isEmpty())
                .flatMap(sizes::storage)
                .map(
                        size ->
                                NumberSource.exact(
                                        label,
                                        Quantity.STORAGE,
                                        size.bytes(),
                                        Kind.OF_SYSTEM,
                                        size.source()));
    }

    private static Optional<String> named(DocumentNode place, Optional<Subject> subject) {
        return place.text("profile").or(() -> subject.map(Subject::name));
    }

    private Optional<FoundProfile> profile(DocumentNode place, Optional<Subject> subject) {
        Optional<String> wanted = named(place, subject);
        if (wanted.isEmpty()) {
            place.error(
                    "no `time`, and no model, endpoint or `profile` that was measured",
                    "`time` of an item, or a `profile`",
                    "add `time: 20 ms` with `assumed: true`, or measure it with `berth bench`");
            return Optional.empty();
        }
        Optional<FoundProfile> found = find(wanted.get());
        if (found.isEmpty()) {
            place.error(
                    "no profile of '" + SanitizedText.of(wanted.get()) + "'",
                    "a file that `berth bench` wrote, below .berth/profiles/ or evaluations/",
                    "measure it with `berth bench "
                            + systemName()
                            + " "
                            + SanitizedText.of(wanted.get())
                            + "`, or add `time: 20 ms` with `assumed: true`");
        }
        return found;
    }

    private String systemName() {
        Path name = system.toAbsolutePath().normalize().getFileName();
        return name == null ? "DIR" : name.toString();
    }

    private Optional<FoundProfile> find(String wanted) {
        if (!wanted.endsWith(".json")) {
            return profiles.find(wanted);
        }
        try {
            return SystemProfiles.load(system.resolve(wanted), wanted);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Distribution> time(DocumentNode place, FoundProfile found) {
        Optional<Distribution.Measured> times = ProfileTimes.alone(found.profile());
        if (times.isEmpty()) {
            place.error(
                    "the profile " + found.file() + ", which has no measurement of one caller",
                    "latencies of one caller with one record",
                    "measure it with `berth bench DIR "
                            + SanitizedText.of(found.profile().model())
                            + " --concurrency 1`");
        }
        return times.map(each -> each);
    }

    /// Cores that one call keeps busy: the time of a call, over what a call takes of the machine's
    /// cores under the load with the most throughput.
    private static double busyCores(ModelProfile profile) {
        double cores = Math.max(1, profile.machine().cores());
        Optional<LoadMeasurement> most =
                profile.measurements().stream()
                        .max(Comparator.comparingDouble(LoadMeasurement::recordsPerSecond));
        Optional<LatencySummary> latency = ProfileTimes.latency(profile);
        if (most.isEmpty() || latency.isEmpty() || !(most.get().recordsPerSecond() > 0)) {
            return 1;
        }
        double work = cores / most.get().recordsPerSecond();
        double busy = work / Math.max(NANOS, latency.get().meanNanos() * NANOS);
        return Math.min(cores, Math.max(1, busy));
    }
}
