package dev.berth.server.telemetry;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// One histogram with fixed buckets, by labels.
///
/// A request is observed three to five times, by several event loops at once. An observation here
/// adds to two adders, a bucket's and the sum's; Prometheus' own histogram adds to four counters,
/// one of which the threads contend for, so that a scrape sees them at one instant. Here the count
/// is the sum of the buckets, so that these agree; the sum may be some observations behind or
/// ahead. Thread-safe.
final class HistogramFamily implements Collector {
    private static final long NO_CREATION_TIME = 0;

    private final String name;
    private final String help;
    private final String[] labelNames;
    private final Scale scale;
    private final Map<List<String>, Observations> byLabels = new ConcurrentHashMap<>();

    /// Buckets of a histogram, in the unit that is shown.
    ///
    /// @param bounds of the buckets, ascending, as they are shown
    /// @param perShown of what is observed in one of what is shown
    record Scale(List<Double> bounds, double perShown) {
        Scale {
            bounds = List.copyOf(bounds);
        }

        private long[] observedBounds() {
            return bounds.stream().mapToLong(bound -> Math.round(bound * perShown)).toArray();
        }

        /// With the last, which takes the rest.
        private double[] shownBounds() {
            double[] shown = new double[bounds.size() + 1];
            for (int i = 0; i < bounds.size(); i++) {
                shown[i] = bounds.get(i);
            }
            shown[bounds.size()] = Double.POSITIVE_INFINITY;
            return shown;
        }
    }

    HistogramFamily(String name, String help, Scale scale, String... labelNames) {
        this.name = name;
        this.help = help;
        this.scale = scale;
        this.labelNames = labelNames.clone();
    }

    /// Where values with these labels go.
    Observations of(String... labels) {
        return byLabels.computeIfAbsent(List.of(labels), any -> new Observations(scale));
    }

    /// Forgets what has these labels, and must not be used any more.
    void remove(String... labels) {
        byLabels.remove(List.of(labels));
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
        double[] bounds = scale.shownBounds();
        byLabels.forEach(
                (labels, observations) ->
                        snapshot.dataPoint(
                                new HistogramDataPointSnapshot(
                                        ClassicHistogramBuckets.of(bounds, observations.counts()),
                                        observations.sum() / scale.perShown(),
                                        Labels.of(labelNames, labels.toArray(String[]::new)),
                                        Exemplars.EMPTY,
                                        NO_CREATION_TIME)));
        return snapshot.build();
    }

    /// The values with the same labels. Thread-safe.
    static final class Observations {
        private final long[] bounds;
        private final LongAdder[] counts;
        private final LongAdder sum = new LongAdder();

        private Observations(Scale scale) {
            bounds = scale.observedBounds();
            counts = new LongAdder[bounds.length + 1];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        /// Counts a value in the first bucket whose bound it does not exceed.
        void observe(long value) {
            int bucket = 0;
            while (bucket < bounds.length && value > bounds[bucket]) {
                bucket++;
            }
            counts[bucket].increment();
            sum.add(value);
        }

        private long[] counts() {
            long[] found = new long[counts.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = counts[i].sum();
            }
            return found;
        }

        private double sum() {
            return sum.sum();
        }
    }
}
