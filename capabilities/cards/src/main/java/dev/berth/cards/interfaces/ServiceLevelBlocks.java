package dev.berth.cards.interfaces;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.assembly.ProfileNumbers;
import dev.berth.cards.document.CellText;
import dev.berth.cards.document.DataTable;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.Fact;
import dev.berth.cards.document.DocumentBlock.FactList;
import dev.berth.cards.document.DocumentBlock.Figure;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.catalog.profile.LoadMeasurement;
import dev.berth.charts.ChartAxis;
import dev.berth.charts.CurveChart;
import dev.berth.charts.CurveChart.Curve;
import dev.berth.charts.CurveChart.CurvePoint;
import dev.berth.charts.CurveChart.Form;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.ServiceLevel;
import dev.berth.core.system.ModelLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Service levels: what is declared, beside what was measured on a named machine.
public final class ServiceLevelBlocks {
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "max");

    private final DocumentContext context;
    private final Optional<ProfileNumbers> measured;

    public ServiceLevelBlocks(DocumentContext context) {
        this.context = context;
        this.measured = context.profile().map(ProfileNumbers::new);
    }

    /// The profile with its numbers, if there is one.
    public Optional<ProfileNumbers> measured() {
        return measured;
    }

    private Optional<ServiceLevel> declared() {
        return context.endpoint().flatMap(EndpointDescription::serviceLevel);
    }

    /// What is declared: objectives and limits.
    public List<DocumentBlock> declarations() {
        List<DocumentBlock> blocks = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        declared().ifPresent(level -> objectives(level, facts));
        limits(facts);
        if (!facts.isEmpty()) {
            blocks.add(new FactList(facts));
        }
        if (declared().isEmpty()) {
            blocks.add(
                    new MissingNotice(
                            "a declared service level",
                            context.endpoint().isPresent()
                                    ? "Write `slo` in the endpoint's file."
                                    : "Only an endpoint can declare one, with `slo` in its file.",
                            context.endpoint().isPresent()));
        }
        return blocks;
    }

    private static void objectives(ServiceLevel level, List<Fact> facts) {
        String window = level.window().toDays() + " days";
        level.availability()
                .ifPresent(
                        share ->
                                facts.add(
                                        new Fact(
                                                "Declared availability",
                                                CellText.of(
                                                        NumberText.percent(share)
                                                                + " of records answered, over "
                                                                + window))));
        level.latency()
                .ifPresent(
                        latency ->
                                facts.add(
                                        new Fact(
                                                "Declared latency",
                                                CellText.of(
                                                        NumberText.percent(latency.share())
                                                                + " of answers within "
                                                                + duration(latency.within())
                                                                + ", over "
                                                                + window))));
    }

    private static String duration(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }

    private void limits(List<Fact> facts) {
        context.endpoint()
                .ifPresent(
                        endpoint -> {
                            facts.add(
                                    new Fact(
                                            "Timeout without a deadline",
                                            CellText.of(duration(endpoint.timeout()))));
                            facts.add(
                                    new Fact(
                                            "Records of one request",
                                            CellText.of(
                                                    "at most "
                                                            + NumberText.count(
                                                                    endpoint
                                                                            .recordsPerRequestMax()))));
                        });
        context.modelPackage()
                .ifPresent(
                        entry -> {
                            ModelLimits limits = entry.modelPackage().limits();
                            facts.add(
                                    new Fact(
                                            "Timeout without a deadline",
                                            CellText.of(duration(limits.timeout()))));
                            facts.add(
                                    new Fact(
                                            "Rows that may wait",
                                            CellText.of(NumberText.count(limits.queueRowsMax()))));
                        });
    }

    /// What was measured, for each load.
    public List<DocumentBlock> measurements() {
        if (measured.isEmpty()) {
            return List.of(
                    new MissingNotice(
                            "measured latency, throughput and availability",
                            "Run `berth bench DIR "
                                    + context.subject().name()
                                    + " --profile DIR/evaluations/"
                                    + context.subject().name()
                                    + ".profile.json`.",
                            true));
        }
        List<DocumentBlock> blocks = new ArrayList<>();
        ProfileNumbers numbers = measured.get();
        stale(numbers).ifPresent(blocks::add);
        blocks.add(
                DocumentBlock.paragraph(
                        "Measured on "
                                + numbers.profile().machine().toString().replace('`', '\'')
                                + "."));
        blocks.add(table(numbers));
        figure(numbers).ifPresent(blocks::add);
        return blocks;
    }

    private Optional<DocumentBlock> stale(ProfileNumbers numbers) {
        String then = numbers.profile().origin().modelSha256();
        String now = context.packages().digest();
        return then.equals(now)
                ? Optional.empty()
                : Optional.of(
                        new MissingNotice(
                                "current measurements: in "
                                        + numbers.file().file()
                                        + " they are "
                                        + (then.isEmpty()
                                                ? "of an unknown model"
                                                : "old, since "
                                                        + context.subject()
                                                        + " has changed since"),
                                "Run `berth bench` again.",
                                true));
    }

    private DataTable table(ProfileNumbers numbers) {
        Optional<ServiceLevel.Latency> objective = declared().flatMap(ServiceLevel::latency);
        List<DataTable.Column> columns = new ArrayList<>();
        columns.add(DataTable.text("Load"));
        columns.add(DataTable.number("Throughput"));
        PERCENTILES.forEach(percentile -> columns.add(DataTable.number(percentile)));
        columns.add(DataTable.number("Answered"));
        objective.ifPresent(latency -> columns.add(DataTable.text("Latency as declared")));
        List<List<CellText>> rows = new ArrayList<>();
        for (LoadMeasurement load : numbers.profile().measurements()) {
            List<CellText> row = new ArrayList<>();
            row.add(CellText.of(ProfileNumbers.load(load)));
            row.add(CellText.of(numbers.throughput(load)));
            PERCENTILES.forEach(percentile -> row.add(numbers.latency(load, percentile)));
            row.add(CellText.of(numbers.answered(load)));
            objective.ifPresent(latency -> row.add(CellText.of(verdict(load, latency))));
            rows.add(row);
        }
        return new DataTable("Latency, throughput and availability by load", columns, rows);
    }

    /// Whether a load keeps the objective, as far as its percentiles show.
    private static String verdict(LoadMeasurement load, ServiceLevel.Latency objective) {
        double[] shares = {0.5, 0.9, 0.99, 0.999, 1};
        String verdict = "unknown";
        for (int i = 0; i < shares.length; i++) {
            OptionalDouble nanos = ProfileNumbers.nanos(load, PERCENTILES.get(i));
            if (nanos.isEmpty()) {
                return verdict;
            }
            boolean isWithin = nanos.getAsDouble() <= objective.within().toNanos();
            if (shares[i] >= objective.share() && isWithin) {
                return "yes";
            }
            if (shares[i] <= objective.share() && !isWithin) {
                return "no";
            }
        }
        return verdict;
    }

    /// Latency over throughput, where there are several loads.
    private static Optional<DocumentBlock> figure(ProfileNumbers numbers) {
        List<CurvePoint> median = new ArrayList<>();
        List<CurvePoint> tail = new ArrayList<>();
        List<Double> rates = new ArrayList<>(List.of(0.0));
        List<Double> latencies = new ArrayList<>(List.of(0.0));
        for (LoadMeasurement load : numbers.profile().measurements()) {
            OptionalDouble p50 = ProfileNumbers.nanos(load, "p50");
            OptionalDouble p99 = ProfileNumbers.nanos(load, "p99");
            if (p50.isPresent() && p99.isPresent() && load.batch() == 1) {
                median.add(CurvePoint.of(load.recordsPerSecond(), p50.getAsDouble() / 1e6));
                tail.add(CurvePoint.of(load.recordsPerSecond(), p99.getAsDouble() / 1e6));
                rates.add(load.recordsPerSecond());
                latencies.add(p99.getAsDouble() / 1e6);
            }
        }
        if (median.size() < 2) {
            return Optional.empty();
        }
        return Optional.of(
                new Figure(
                        "latency-over-throughput",
                        "Latency over throughput, one record a call",
                        List.of(
                                new CurveChart(
                                        "Latency over throughput",
                                        ChartAxis.around("records/s", rates),
                                        ChartAxis.around("latency in ms", latencies),
                                        List.of(
                                                new Curve("p50", Form.POINTS, median),
                                                new Curve("p99", Form.POINTS, tail)),
                                        false)),
                        numbers.sourceId()));
    }
}
