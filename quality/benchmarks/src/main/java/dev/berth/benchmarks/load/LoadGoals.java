package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.Goal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Goals of the load benchmark.
final class LoadGoals {
    /// Allowed overhead of a single request over the engine.
    private static final double ALONE_MILLIS_MAX = 0.5;

    private LoadGoals() {}

    /// All goals whose two sides were measured.
    static List<Goal> of(LoadReport report) {
        return Stream.of(
                        ratio(report, "json", 0.80),
                        tail(report, "json"),
                        ratio(report, "binary", 0.85),
                        ratio(report, "grpc", 0.85),
                        fair(report),
                        ratio(report, "minilm", 0.92),
                        alone(report))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Goal> ratio(LoadReport report, String name, double bound) {
        Optional<String> reference = report.find(name).flatMap(LoadReport.Row::reference);
        return report.ratio(name)
                .map(
                        ratio ->
                                Goal.atLeast(
                                        bound,
                                        name + ": share of " + reference.orElseThrow(),
                                        ratio.median()));
    }

    private static Optional<Goal> tail(LoadReport report, String name) {
        String what = name + ": p99 in multiples of its floor's";
        return report.find(name)
                .flatMap(
                        row ->
                                row.reference()
                                        .flatMap(report::find)
                                        .map(floor -> row.p99() / floor.p99()))
                .map(multiple -> Goal.atMost(2, what, multiple));
    }

    private static Optional<Goal> fair(LoadReport report) {
        return report.find("fair-json")
                .map(row -> row.spread(Turn::slowestOfMean).median())
                .map(share -> Goal.atLeast(0.5, "fair-json: slowest connection of mean", share));
    }

    private static Optional<Goal> alone(LoadReport report) {
        String what = "minilm-one: p50 ms above the engine's";
        return report.find("minilm-one")
                .flatMap(
                        row ->
                                report.find(Candidates.MINILM_ONE_LIMIT)
                                        .map(engine -> row.p50() - engine.p50()))
                .map(above -> Goal.atMost(ALONE_MILLIS_MAX, what, above));
    }
}
