package dev.berth.deploy.sizing;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.profile.LatencySummary;
import dev.berth.catalog.profile.LoadMeasurement;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Profiles of a system's models and endpoints: `.berth/profiles/*.json`, which `berth bench`
/// writes, and `evaluations/*.profile.json`, which are committed. Of several of one name the latest
/// counts.
public final class ProfileFiles {
    /// A profile has some kilobytes; more files than a system has models are not read.
    private static final int FILES_MAX = 10_000;

    /// Below this the way of a request through the server, some 10 µs, is not small beside it.
    private static final double IN_PROCESS_SECONDS_MIN = 1e-3;

    private static final String IN_PROCESS = "in-process";

    private final Path system;
    private final List<FoundProfile> found;

    /// A profile and its file, relative to the system's directory.
    private record FoundProfile(String file, ModelProfile profile) {}

    private ProfileFiles(Path system, List<FoundProfile> found) {
        this.system = system;
        this.found = found;
    }

    /// Reads the profiles of a system. A file that is no profile is passed over.
    public static ProfileFiles read(Path system) {
        List<FoundProfile> found = new ArrayList<>();
        collect(system, ".berth/profiles", ".json", found);
        collect(system, "evaluations", ".profile.json", found);
        return new ProfileFiles(system, found);
    }

    /// A single profile, which need not be of a system.
    ///
    /// @param file for messages
    public static ProfileFiles of(String file, ModelProfile profile) {
        return new ProfileFiles(Path.of("DIR"), List.of(new FoundProfile(file, profile)));
    }

    private static void collect(
            Path system, String folder, String ending, List<FoundProfile> found) {
        Path directory = system.resolve(folder);
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> String.valueOf(file.getFileName()).endsWith(ending))
                    .sorted()
                    .limit(FILES_MAX)
                    .forEach(
                            file -> {
                                Document document = DocumentReader.read(file);
                                if (document.value().orElse("") instanceof Map<?, ?> plain) {
                                    String name = folder + "/" + file.getFileName();
                                    found.add(new FoundProfile(name, ModelProfile.read(plain)));
                                }
                            });
        } catch (IOException | UncheckedIOException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    directory + " cannot be read: " + e.getMessage(),
                    "look at its permissions");
        }
    }

    /// The measured ability to answer requests to a model or endpoint.
    ///
    /// @throws ProblemException if it was not measured, or not so that a size follows from it
    public MeasuredService requireService(String name) {
        FoundProfile profile = find(name).orElseThrow(() -> unmeasured(name));
        List<LoadMeasurement> single =
                profile.profile().measurements().stream()
                        .filter(load -> load.callers().isPresent() && load.batch() == 1)
                        .filter(load -> load.calls() > 0 && load.latency().isPresent())
                        .toList();
        int cores = profile.profile().machine().cores();
        LoadMeasurement busy =
                single.stream()
                        .filter(load -> load.callers().getAsLong() <= cores)
                        .max(Comparator.comparingLong(load -> load.callers().getAsLong()))
                        .orElseThrow(
                                () ->
                                        unusable(
                                                name,
                                                profile,
                                                "no measurement of 1 to "
                                                        + cores
                                                        + " callers with one record"));
        LatencySummary latency = busy.latency().orElseThrow();
        ServiceTime time = ServiceTime.of(latency);
        requireTransport(name, profile, time);
        double peak =
                single.stream().mapToDouble(LoadMeasurement::recordsPerSecond).max().orElse(0);
        return new MeasuredService(
                name, time, busy.callers().getAsLong(), peak, cores, source(profile));
    }

    /// Native memory that the engine holds for a model, by its profile.
    public OptionalLong memoryBytes(String model) {
        return find(model).map(each -> each.profile().memoryBytes()).orElse(OptionalLong.empty());
    }

    /// The size of a model's weights, or its memory where the profile lacks it.
    public OptionalLong weightBytes(String model) {
        OptionalLong weights =
                find(model).map(each -> each.profile().weightBytes()).orElse(OptionalLong.empty());
        return weights.isPresent() ? weights : memoryBytes(model);
    }

    private Optional<FoundProfile> find(String name) {
        return found.stream()
                .filter(each -> each.profile().model().equals(name))
                .max(Comparator.comparing(each -> each.profile().measuredAt().orElse(Instant.MIN)));
    }

    private static void requireTransport(String name, FoundProfile profile, ServiceTime time) {
        if (profile.profile().via().equals(IN_PROCESS) && time.mean() < IN_PROCESS_SECONDS_MIN) {
            throw unusable(
                    name,
                    profile,
                    String.format(
                            Locale.ROOT,
                            "measured in-process at %.3g ms a request, where the server itself"
                                    + " counts",
                            time.mean() * 1e3));
        }
    }

    private static String source(FoundProfile found) {
        ModelProfile profile = found.profile();
        return found.file()
                + ", "
                + profile.machine().cores()
                + " x "
                + profile.machine().cpu()
                + profile.measuredAt().map(at -> ", " + at.toString().substring(0, 10)).orElse("");
    }

    private ProblemException unmeasured(String name) {
        return new ProblemException(
                ProblemCode.USAGE,
                "no profile of '" + name + "' in " + system.resolve(".berth/profiles"),
                "measure it with `" + bench(name) + "`, or give its numbers with --measured");
    }

    /// The command that measures what a size needs.
    public String bench(String name) {
        return "berth bench " + system + " " + name + " --protocol typed";
    }

    private static ProblemException unusable(String name, FoundProfile profile, String reason) {
        return new ProblemException(
                ProblemCode.USAGE,
                profile.file() + ": " + reason,
                "measure it with `berth bench DIR "
                        + name
                        + " --concurrency 1,2,4,8 --protocol typed`, or give its numbers with"
                        + " --measured");
    }
}
