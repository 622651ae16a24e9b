package dev.berth.cli.bench;

import java.util.List;

/// Plot of latency over percentile, a curve for each measurement. Each additional nine of a
/// percentile has the same width, since the tail matters.
final class PercentilePlot {
    private static final double NINES_MAX = 4;
    private static final int POINTS = 120;

    private PercentilePlot() {}

    static String of(List<Measurement> measurements) {
        double low = Double.MAX_VALUE;
        double high = 1;
        for (Measurement measurement : measurements) {
            low =
                    Math.min(
                            low,
                            Math.max(1.0, (double) measurement.latencies().percentileNanos(10)));
            high = Math.max(high, (double) measurement.latencies().maxNanos());
        }
        var svg = new Svg(low, high);
        for (double percent : new double[] {0, 50, 90, 99, 99.9, 99.99}) {
            svg.vertical(
                    share(percent),
                    percent == Math.rint(percent) ? "p" + (int) percent : "p" + percent);
        }
        svg.title("percentile");
        for (int i = 0; i < measurements.size(); i++) {
            curve(measurements.get(i), i, svg);
        }
        return svg.toString();
    }

    private static double share(double percent) {
        return -Math.log10(1 - percent / 100) / NINES_MAX;
    }

    private static void curve(Measurement measurement, int colour, Svg svg) {
        long count = measurement.latencies().count();
        if (count == 0) {
            return;
        }
        // A percentile beyond the number of calls would repeat the maximum.
        double end = Math.min(1, Math.log10(Math.max(2.0, (double) count)) / NINES_MAX);
        var shares = new double[POINTS + 1];
        var nanos = new double[POINTS + 1];
        for (int i = 0; i <= POINTS; i++) {
            shares[i] = end * i / POINTS;
            nanos[i] =
                    (double)
                            measurement
                                    .latencies()
                                    .percentileNanos(
                                            100 * (1 - Math.pow(10, -shares[i] * NINES_MAX)));
        }
        svg.curve(shares, nanos, colour);
        svg.legend(measurement.load().label() + " × " + measurement.load().batch(), colour);
    }
}
