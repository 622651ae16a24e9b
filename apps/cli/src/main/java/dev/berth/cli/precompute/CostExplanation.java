package dev.berth.cli.precompute;

import dev.berth.cli.console.Table;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.evaluate.TemporaryDatabase;
import dev.berth.cli.target.LocalTarget;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.placement.part.ZipfShares;
import dev.berth.precompute.run.AnswerTiming;
import dev.berth.precompute.run.PrecomputeCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// Comparison of precomputing and computing, by measured times.
final class CostExplanation {
    private final Terminal terminal;
    private final String place;
    private final EndpointName endpoint;

    CostExplanation(Terminal terminal, String place, EndpointName endpoint) {
        this.terminal = terminal;
        this.place = place;
        this.endpoint = endpoint;
    }

    /// @param requests between two runs
    /// @param exponent of Zipf's law
    void print(Path keys, Map<String, String> inputs, double requests, double exponent)
            throws IOException {
        AnswerTiming timing;
        try (LocalTarget target = OpenSystem.withModels(terminal, place, endpoint);
                var data = TemporaryDatabase.ordered()) {
            timing =
                    AnswerTiming.measure(
                            target.berth().endpoints(),
                            target.berth().serving().pool(),
                            endpoint,
                            data.database(),
                            keys,
                            inputs);
        }
        var cost =
                new PrecomputeCost(
                        timing.rows(),
                        requests,
                        timing.computeSeconds(),
                        timing.lookUpSeconds(),
                        count ->
                                ZipfShares.ofMostPopular(
                                        (double) count, (double) timing.rows(), exponent));
        var out = terminal.out();
        out.printf(
                Locale.ROOT,
                "one answer: %.1f µs computed, %.1f µs looked up (measured, %d rows)%n",
                1e6 * timing.computeSeconds(),
                1e6 * timing.lookUpSeconds(),
                timing.sample());
        out.printf(
                Locale.ROOT,
                "%,.0f requests between two runs for %,d keys, Zipf %.2f%n%n",
                requests,
                timing.rows(),
                exponent);
        var table = new Table("precomputed keys", "hit share", "needed", "seconds", "");
        table.row("0", "0", "0", seconds(cost.computing()), "every answer computed");
        long best = cost.best();
        var counts = new TreeSet<Long>();
        for (double share : new double[] {0.001, 0.01, 0.1, 0.5, 1}) {
            counts.add(Math.max(1, (long) (share * timing.rows())));
        }
        if (best > 0) {
            counts.add(best);
        }
        for (long count : counts) {
            table.row(
                    Long.toString(count),
                    percent(cost.hitShare().applyAsDouble(count)),
                    percent(cost.hitShareNeeded(count)),
                    seconds(cost.precomputing(count)),
                    count == best
                            ? "least"
                            : cost.precomputing(count) < cost.computing()
                                    ? "pays"
                                    : "does not pay");
        }
        table.print(out);
        out.printf(
                Locale.ROOT,
                "%nleast processor time: %s. What it costs to wait for an answer is not in it.%n",
                best == 0 ? "compute every answer" : best + " keys precomputed");
    }

    private static String percent(double share) {
        return share > 10 ? "never" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
