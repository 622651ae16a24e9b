package dev.berth.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Plot of latency (p99) over throughput: a curve for each batch size, a dot for each load.
final class ThroughputPlot {
    private static final int TICKS = 5;

    private ThroughputPlot() {}

    static String of(List<Measurement> measurements) {
        double low = Double.MAX_VALUE;
        double high = 1;
        double rateMax = 1e-9;
        Map<Integer, List<Measurement>> byBatch = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            double p99 = (double) measurement.latencies().percentileNanos(99);
            low = Math.min(low, Math.max(1.0, p99));
            high = Math.max(high, p99);
            rateMax = Math.max(rateMax, measurement.recordsPerSecond());
            byBatch.computeIfAbsent(measurement.load().batch(), batch -> new ArrayList<>())
                    .add(measurement);
        }
        var svg = new Svg(low, high);
        for (int i = 0; i <= TICKS; i++) {
            svg.vertical((double) i / TICKS, Long.toString(Math.round(rateMax * i / TICKS)));
        }
        svg.title("records per second (latency: p99)");
        int colour = 0;
        for (Map.Entry<Integer, List<Measurement>> entry : byBatch.entrySet()) {
            curve(entry.getValue(), rateMax, colour, svg);
            svg.legend("batch " + entry.getKey(), colour++);
        }
        return svg.toString();
    }

    private static void curve(List<Measurement> measurements, double rateMax, int colour, Svg svg) {
        var shares = new double[measurements.size()];
        var nanos = new double[measurements.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = measurements.get(i).recordsPerSecond() / rateMax;
            nanos[i] = (double) measurements.get(i).latencies().percentileNanos(99);
            svg.dot(shares[i], nanos[i], measurements.get(i).load().label(), colour);
        }
        svg.curve(shares, nanos, colour);
    }
}
