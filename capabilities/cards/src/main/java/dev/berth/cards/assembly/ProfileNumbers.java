package dev.berth.cards.assembly;

import dev.berth.cards.document.CellText;
import dev.berth.cards.document.MeasuredNumber;
import dev.berth.cards.document.NumberSource;
import dev.berth.cards.document.NumberSource.SourceFact;
import dev.berth.cards.evidence.MeasuredProfile;
import dev.berth.catalog.profile.LatencySummary;
import dev.berth.catalog.profile.LoadMeasurement;
import dev.berth.catalog.profile.ModelProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// Numbers of one profile, with the profile as their origin.
public record ProfileNumbers(MeasuredProfile file) {

    public ModelProfile profile() {
        return file.profile();
    }

    /// [NumberSource#id] of the profile.
    public String sourceId() {
        return "measurement " + file.name();
    }

    /// The origin of all numbers of the profile.
    public NumberSource source() {
        ModelProfile profile = profile();
        List<SourceFact> facts = new ArrayList<>();
        facts.add(new SourceFact("command", "Command", profile.origin().command()));
        facts.add(
                new SourceFact(
                        "subject",
                        "Measured",
                        profile.model()
                                + (profile.version().isEmpty() ? "" : "@" + profile.version())));
        facts.add(
                new SourceFact(
                        "modelSha256", "SHA-256 of the model", profile.origin().modelSha256()));
        facts.add(new SourceFact("machine", "Machine", profile.machine().toString()));
        facts.add(
                new SourceFact(
                        "engines",
                        "Engines",
                        new TreeMap<>(profile.machine().engines())
                                .entrySet().stream()
                                        .map(each -> each.getKey() + " " + each.getValue())
                                        .reduce((first, second) -> first + ", " + second)
                                        .orElse("")));
        facts.add(
                new SourceFact(
                        "date", "Date", profile.measuredAt().map(Instant::toString).orElse("")));
        facts.add(new SourceFact("berth", "Berth", profile.berthVersion()));
        facts.add(new SourceFact("protocol", "Calls", profile.via()));
        return new NumberSource(sourceId(), file.file(), facts);
    }

    /// A load in words: `4 callers`, `100 calls/s, batch 8`.
    public static String load(LoadMeasurement load) {
        String arrivals =
                load.callsPerSecond().isPresent()
                        ? NumberText.decimal(load.callsPerSecond().getAsDouble()) + " calls/s"
                        : load.callers().orElse(1) == 1
                                ? "1 caller"
                                : load.callers().orElse(1) + " callers";
        return load.batch() == 1 ? arrivals : arrivals + ", batch " + load.batch();
    }

    /// Records per second.
    public MeasuredNumber throughput(LoadMeasurement load) {
        return number(
                load,
                "throughput",
                "throughput",
                load.recordsPerSecond(),
                "records/s",
                NumberText.decimal(load.recordsPerSecond()) + " records/s");
    }

    /// A percentile of the latency: `p50`, `p90`, `p99`, `p99.9` or `max`; a dash without
    /// latencies.
    public CellText latency(LoadMeasurement load, String percentile) {
        OptionalDouble nanos = nanos(load, percentile);
        return nanos.isEmpty()
                ? CellText.of("–")
                : CellText.of(
                        number(
                                load,
                                percentile,
                                percentile + " latency",
                                nanos.getAsDouble() / 1e6,
                                "ms",
                                NumberText.nanos(nanos.getAsDouble())));
    }

    /// A percentile of the latency, in nanoseconds.
    public static OptionalDouble nanos(LoadMeasurement load, String percentile) {
        if (load.latency().isEmpty()) {
            return OptionalDouble.empty();
        }
        LatencySummary latency = load.latency().get();
        return switch (percentile) {
            case "p50" -> OptionalDouble.of((double) latency.p50Nanos());
            case "p90" -> OptionalDouble.of((double) latency.p90Nanos());
            case "p99" -> OptionalDouble.of((double) latency.p99Nanos());
            case "p99.9" -> OptionalDouble.of((double) latency.p999Nanos());
            case "max" -> OptionalDouble.of((double) latency.maxNanos());
            default -> OptionalDouble.empty();
        };
    }

    /// The share of calls that were answered; NaN without calls.
    public static double availability(LoadMeasurement load) {
        long failed = load.failures().values().stream().mapToLong(Long::longValue).sum();
        long all = load.calls() + failed;
        return all == 0 ? Double.NaN : (double) load.calls() / all;
    }

    /// The share of calls that were answered.
    public MeasuredNumber answered(LoadMeasurement load) {
        double share = availability(load);
        return number(
                load,
                "availability",
                "availability",
                share,
                "",
                Double.isNaN(share)
                        ? "undefined"
                        : String.format(Locale.ROOT, "%.2f %%", 100 * share));
    }

    private MeasuredNumber number(
            LoadMeasurement load, String key, String name, double value, String unit, String text) {
        return new MeasuredNumber(
                sourceId() + "/" + load(load) + "/" + key,
                name + " with " + load(load),
                value,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                unit,
                text,
                "",
                sourceId());
    }
}
