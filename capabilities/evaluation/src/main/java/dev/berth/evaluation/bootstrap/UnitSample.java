package dev.berth.evaluation.bootstrap;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.Resampling;
import dev.berth.statistics.StableHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

/// Random sample of the units of a slice, for intervals of metrics that follow neither from sums
/// nor from counts of cells, such as a mean of areas over classes: the units whose numbers have the
/// smallest hashes. All of them while they are no more than the limit.
///
/// Of `m` sampled units of `n` the metric varies between resamples `sqrt(n / m)` times as much as
/// of all; the interval is that of the sample, shrunk by this factor and moved to the metric of all
/// units. With all units in the sample it is the plain bootstrap.
///
/// Source: Bickel, Götze and van Zwet, Resampling fewer than n observations, Statistica Sinica 7,
/// 1997 (the m out of n bootstrap, here for metrics with a standard error in `1 / sqrt(n)`).
///
/// For one thread.
public final class UnitSample {
    private static final long SEED = 0x5A3D;

    private final int limit;
    private final int width;
    private final PriorityQueue<Unit> units =
            new PriorityQueue<>(Comparator.comparingLong(Unit::hash).reversed());
    private long offered;

    /// Sampled unit.
    private static final class Unit {
        private final long hash;
        private final long number;
        private final double weight;
        private final double[] values;

        Unit(long number, double weight, double[] values) {
            this.hash = StableHash.ofWords(SEED, number, 0);
            this.number = number;
            this.weight = weight;
            this.values = values;
        }

        long hash() {
            return hash;
        }
    }

    /// @param limit of units
    /// @param width how many values a unit has
    public UnitSample(int limit, int width) {
        this.limit = limit;
        this.width = width;
    }

    /// Takes a unit, if it belongs to the sample.
    ///
    /// @param unit its number; each is offered once
    /// @param values of it, which are not changed afterwards
    public void offer(long unit, double weight, double[] values) {
        offered++;
        long hash = StableHash.ofWords(SEED, unit, 0);
        if (units.size() < limit) {
            units.add(new Unit(unit, weight, values));
        } else if (hash < units.element().hash) {
            units.remove();
            units.add(new Unit(unit, weight, values));
        }
    }

    /// The values of the sampled units, in the order of their numbers.
    public List<double[]> values() {
        return sorted().stream().map(unit -> unit.values).toList();
    }

    private List<Unit> sorted() {
        List<Unit> sorted = new ArrayList<>(units);
        sorted.sort(Comparator.comparingLong(unit -> unit.number));
        return sorted;
    }

    /// Metrics with their intervals.
    ///
    /// @param names of the metrics
    /// @param values of all units; NaN where undefined
    /// @param reasons why each is undefined, where it is
    /// @param statistics computes the metrics, given a weight for each of [#values]
    public List<MetricValue> metrics(
            List<String> names,
            double[] values,
            List<String> reasons,
            Function<double[], double[]> statistics,
            Resampling resampling) {
        List<Unit> sorted = sorted();
        var weights = new double[sorted.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = sorted.get(i).weight;
        }
        double[] ofSample = statistics.apply(weights);
        var resampled = new double[names.size()][resampling.count()];
        var draws = draws(sorted, resampling);
        var drawn = new double[sorted.size()];
        for (int r = 0; r < resampling.count(); r++) {
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = weights[i] * draws[i][r];
            }
            double[] found = statistics.apply(drawn);
            for (int metric = 0; metric < values.length; metric++) {
                double difference = found[metric] - ofSample[metric];
                resampled[metric][r] = values[metric] + shrinkage() * difference;
            }
        }
        List<MetricValue> metrics = new ArrayList<>();
        for (int metric = 0; metric < values.length; metric++) {
            metrics.add(
                    Double.isNaN(values[metric])
                            ? MetricValue.undefined(names.get(metric), reasons.get(metric))
                            : resampling.metric(
                                    names.get(metric), values[metric], resampled[metric]));
        }
        return metrics;
    }

    private double shrinkage() {
        return Math.sqrt(units.size() / (double) Math.max(1, offered));
    }

    private static byte[][] draws(List<Unit> units, Resampling resampling) {
        var draws = new byte[units.size()][resampling.count()];
        for (int i = 0; i < draws.length; i++) {
            resampling.unitWeights(units.get(i).number, draws[i]);
        }
        return draws;
    }

    /// Writes the state.
    public void write(ByteWriter out) {
        out.writeUnsigned(offered);
        out.writeUnsigned(units.size());
        for (Unit unit : sorted()) {
            out.writeUnsigned(unit.number);
            out.writeDouble(unit.weight);
            for (double value : unit.values) {
                out.writeDouble(value);
            }
        }
    }

    /// Reads what was written.
    ///
    /// @throws IllegalArgumentException for other bytes
    public void read(ByteReader in) {
        offered = in.readUnsigned();
        int count = in.readCount();
        if (count > limit) {
            throw new IllegalArgumentException(count + " units (expected: at most " + limit + ")");
        }
        for (int i = 0; i < count; i++) {
            long number = in.readUnsigned();
            double weight = in.readDouble();
            var values = new double[width];
            for (int j = 0; j < width; j++) {
                values[j] = in.readDouble();
            }
            units.add(new Unit(number, weight, values));
        }
    }
}
