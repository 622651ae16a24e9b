package dev.berth.benchmarks.load;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// What Berth shall reach, and whether it did in this run.
///
/// @param what is compared
/// @param direction whether `found` may be above `bound` or below it
record Goal(String what, double found, double bound, Direction direction) {
    /// Half a millisecond above the engine is what one request at a time may cost.
    private static final double ALONE_MILLIS_MAX = 0.5;

    /// On which side of the bound a figure shall be.
    enum Direction {
        AT_LEAST,
        AT_MOST
    }

    boolean isReached() {
        return switch (direction) {
            case AT_LEAST -> found >= bound;
            case AT_MOST -> found <= bound;
        };
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %-48s %8.2f (%s %.2f)",
                isReached() ? "reached" : "missed ",
                what,
                found,
                direction == Direction.AT_LEAST ? "at least" : "at most",
                bound);
    }

    /// All goals of which the report knows both sides.
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
        return report.ratio(name)
                .map(
                        ratio ->
                                new Goal(
                                        name
                                                + ": share of "
                                                + report.find(name)
                                                        .flatMap(LoadReport.Row::reference)
                                                        .orElseThrow(),
                                        ratio.median(),
                                        bound,
                                        Direction.AT_LEAST));
    }

    private static Optional<Goal> tail(LoadReport report, String name) {
        return report.find(name)
                .flatMap(
                        row ->
                                row.reference()
                                        .flatMap(report::find)
                                        .map(
                                                floor ->
                                                        new Goal(
                                                                name
                                                                        + ": p99 in multiples of"
                                                                        + " its floor's",
                                                                row.p99() / floor.p99(),
                                                                2,
                                                                Direction.AT_MOST)));
    }

    private static Optional<Goal> fair(LoadReport report) {
        return report.find("fair-json")
                .map(
                        row ->
                                new Goal(
                                        "fair-json: slowest connection's share of the mean",
                                        row.spread(Turn::slowestOfMean).median(),
                                        0.5,
                                        Direction.AT_LEAST));
    }

    private static Optional<Goal> alone(LoadReport report) {
        DoubleStream engines =
                Stream.of(1, 2)
                        .map(threads -> report.find(Candidates.MINILM_LIMIT + "-" + threads))
                        .flatMap(Optional::stream)
                        .mapToDouble(LoadReport.Row::p50);
        double engine = engines.min().orElse(Double.NaN);
        return report.find("minilm-one")
                .filter(row -> !Double.isNaN(engine))
                .map(
                        row ->
                                new Goal(
                                        "minilm-one: p50 ms above the quicker engine's",
                                        row.p50() - engine,
                                        ALONE_MILLIS_MAX,
                                        Direction.AT_MOST));
    }
}
