package dev.berth.cli.bench;

import dev.berth.catalog.profile.ModelProfile;
import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Table;
import java.io.PrintStream;
import java.util.List;

/// Terminal output of a profile: a table, and a plot of the latencies.
final class BenchTable {
    /// Width of the plot: 80 columns without the labels.
    private static final int PLOT_CELLS = 52;

    private static final List<Double> PERCENTS = List.of(50.0, 90.0, 99.0, 99.9);

    /// From dense to light: up to p50, p90, p99, p99.9.
    private static final String SHADES = "█▓▒░";

    private BenchTable() {}

    static void print(ModelProfile profile, List<Measurement> measurements, PrintStream out) {
        out.println(
                profile.model()
                        + "@"
                        + profile.version()
                        + ", "
                        + profile.via()
                        + ", on "
                        + profile.machine());
        out.println();
        var table =
                new Table(
                        "LOAD",
                        "BATCH",
                        "RECORDS/S",
                        "P50",
                        "P90",
                        "P99",
                        "P99.9",
                        "MAX",
                        "FAILED");
        measurements.forEach(measurement -> table.row(row(measurement)));
        table.print(out);
        out.println();
        plot(measurements, out);
    }

    private static String[] row(Measurement measurement) {
        LatencyHistogram latencies = measurement.latencies();
        return new String[] {
            measurement.load().label(),
            Integer.toString(measurement.load().batch()),
            Quantities.digits(measurement.recordsPerSecond()),
            percentile(latencies, 50),
            percentile(latencies, 90),
            percentile(latencies, 99),
            percentile(latencies, 99.9),
            Quantities.duration(latencies.maxNanos()),
            Long.toString(measurement.failureCount())
        };
    }

    private static String percentile(LatencyHistogram latencies, double percent) {
        return Quantities.duration(latencies.percentileNanos(percent));
    }

    /// Plots bars on one logarithmic axis, from a little below the shortest median to the longest
    /// p99.9.
    private static void plot(List<Measurement> measurements, PrintStream out) {
        double low = Double.MAX_VALUE;
        double high = 1;
        for (Measurement measurement : measurements) {
            if (measurement.latencies().count() > 0) {
                low = Math.min(low, measurement.latencies().percentileNanos(50) / 2.0);
                high = Math.max(high, (double) measurement.latencies().percentileNanos(99.9));
            }
        }
        if (low >= high) {
            return;
        }
        int width = measurements.stream().mapToInt(m -> label(m).length()).max().orElse(0);
        for (Measurement measurement : measurements) {
            out.printf("%-" + width + "s ▏%s%n", label(measurement), bar(measurement, low, high));
        }
        String from = Quantities.duration(Math.round(low));
        String to = Quantities.duration(Math.round(high));
        out.println(
                " ".repeat(width + 2)
                        + from
                        + " ".repeat(Math.max(1, PLOT_CELLS - from.length() - to.length()))
                        + to);
        out.println(
                " ".repeat(width + 2)
                        + "█ to p50   ▓ to p90   ▒ to p99   ░ to p99.9   (logarithmic)");
    }

    private static String label(Measurement measurement) {
        return measurement.load().label() + " × " + measurement.load().batch();
    }

    private static String bar(Measurement measurement, double low, double high) {
        var bar = new StringBuilder();
        for (int i = 0; i < PERCENTS.size(); i++) {
            double nanos =
                    Math.max(
                            low, (double) measurement.latencies().percentileNanos(PERCENTS.get(i)));
            long end = Math.round(PLOT_CELLS * Math.log(nanos / low) / Math.log(high / low));
            while (bar.length() < end) {
                bar.append(SHADES.charAt(i));
            }
        }
        return bar.toString();
    }
}
