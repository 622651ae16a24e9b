package dev.berth.evaluation.classification;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.bootstrap.UnitSample;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.Resampling;
import java.util.List;
import java.util.stream.IntStream;

/// Areas under the curves of each class against the others, and their means.
///
/// The areas are those of all units, from a [ScoreTable] for each class; the intervals of the
/// means, in which one unit counts for every class, are those of a [UnitSample].
final class SampledAreas {
    static final List<String> NAMES =
            List.of("roc-auc-macro", "roc-auc-weighted", "pr-auc-macro", "pr-auc-weighted");

    /// Units of a sample of few classes; of many classes fewer, so that a slice keeps at most two
    /// million numbers.
    private static final int UNITS_MAX = 8192;

    private static final int NUMBERS_MAX = 1 << 18;

    private final int classes;
    private final ScoreTable[] tables;
    private final UnitSample sample;

    SampledAreas(int classes, int scoreLimit) {
        this.classes = classes;
        this.tables = new ScoreTable[classes];
        for (int i = 0; i < classes; i++) {
            tables[i] = new ScoreTable(scoreLimit);
        }
        int width = 2 * classes;
        this.sample = new UnitSample(Math.clamp(NUMBERS_MAX / width, 1, UNITS_MAX), width);
    }

    /// Adds a unit.
    ///
    /// @param labels 1 for each class that is true, else 0; taken over
    void add(double[] labels, double[] scores, long unit, double weight) {
        var values = new double[2 * classes];
        for (int i = 0; i < classes; i++) {
            tables[i].add(scores[i], labels[i] > 0, weight);
            values[i] = labels[i];
            values[classes + i] = scores[i];
        }
        sample.offer(unit, weight, values);
    }

    /// The area under the ROC curve of one class against the others, with its interval.
    MetricValue rocAuc(int category, String name, Resampling resampling, long stream) {
        return CurveMetrics.of(tables[category].cells(), resampling, stream)
                .rocAuc(name, resampling);
    }

    /// The means of [#NAMES]: a class of which no unit is true, or every one, is left out.
    List<MetricValue> means(Resampling resampling) {
        var areas = new Areas();
        for (int i = 0; i < classes; i++) {
            ScoreCells cells = tables[i].cells();
            double[] weights = cells.weights();
            double positives = 0;
            for (int cell = 0; cell < cells.size(); cell++) {
                positives += weights[cell];
            }
            areas.add(cells.rocAuc(), cells.averagePrecision(), positives);
        }
        List<double[]> units = sample.values();
        List<int[]> orders = IntStream.range(0, classes).mapToObj(i -> order(units, i)).toList();
        return sample.metrics(
                NAMES,
                areas.means(),
                List.of(
                        "rows of one class only",
                        "rows of one class only",
                        "no row with a class",
                        "no row with a class"),
                drawn -> sampled(units, orders, drawn),
                resampling);
    }

    /// The units by rising score of a class.
    private int[] order(List<double[]> units, int category) {
        return IntStream.range(0, units.size())
                .boxed()
                .sorted(
                        (one, other) ->
                                Double.compare(
                                        units.get(one)[classes + category],
                                        units.get(other)[classes + category]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double[] sampled(List<double[]> units, List<int[]> orders, double[] drawn) {
        var areas = new Areas();
        var positives = new double[units.size()];
        var negatives = new double[units.size()];
        for (int category = 0; category < classes; category++) {
            int cell = -1;
            double last = Double.NaN;
            double sum = 0;
            for (int unit : orders.get(category)) {
                double[] values = units.get(unit);
                if (values[classes + category] != last) {
                    last = values[classes + category];
                    cell++;
                    positives[cell] = 0;
                    negatives[cell] = 0;
                }
                if (values[category] > 0) {
                    positives[cell] += drawn[unit];
                    sum += drawn[unit];
                } else {
                    negatives[cell] += drawn[unit];
                }
            }
            for (int i = cell + 1; i < positives.length; i++) {
                positives[i] = 0;
                negatives[i] = 0;
            }
            areas.add(
                    ScoreCells.rocAuc(positives, negatives),
                    ScoreCells.averagePrecision(positives, negatives),
                    sum);
        }
        return areas.means();
    }

    void write(ByteWriter out) {
        for (ScoreTable table : tables) {
            table.write(out);
        }
        sample.write(out);
    }

    void read(ByteReader in) {
        for (ScoreTable table : tables) {
            table.read(in);
        }
        sample.read(in);
    }

    /// Sums for means over classes.
    private static final class Areas {
        private double roc;
        private double weightedRoc;
        private int rocCount;
        private double rocWeight;
        private double precision;
        private double weightedPrecision;
        private int precisionCount;
        private double precisionWeight;

        void add(double rocAuc, double averagePrecision, double positives) {
            if (!Double.isNaN(rocAuc)) {
                roc += rocAuc;
                weightedRoc += rocAuc * positives;
                rocCount++;
                rocWeight += positives;
            }
            if (!Double.isNaN(averagePrecision)) {
                precision += averagePrecision;
                weightedPrecision += averagePrecision * positives;
                precisionCount++;
                precisionWeight += positives;
            }
        }

        double[] means() {
            return new double[] {
                roc / rocCount,
                weightedRoc / rocWeight,
                precision / precisionCount,
                weightedPrecision / precisionWeight
            };
        }
    }
}
