package dev.berth.evaluation.finding;

import dev.berth.evaluation.auc.ScoreCounts;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.sample.RowSample;
import dev.berth.evaluation.task.LabelNumber.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Search for columns that alone predict the label almost perfectly.
///
/// Such a column mostly holds what is known only after the event, such as the date on which a loan
/// was written off: a model that was trained with it looks excellent and is useless.
///
/// Each column is made a model of its own: for each of its values ([OneColumnModel]) the share of
/// each class, or the mean of the number, learnt on one half of the rows and judged on the other,
/// and the other way round. Without this division a column of identifiers would seem to leak. How
/// good the model is, is measured by
///
/// - the area under the ROC curve for two classes, at least [#AUC_MIN];
/// - the share of the label's entropy that it explains for more classes, at least [#EXPLAINED_MIN]
///   (a normalised mutual information);
/// - R² of the ranks of a number, at least [#R2_MIN]; ranks, since a few huge numbers decide R².
///
/// With nothing leaking, chance does not come near these bounds with [#ROWS_MIN] rows of each
/// class.
public final class LeakageSearch {
    static final double AUC_MIN = 0.99;
    static final double EXPLAINED_MIN = 0.95;
    static final double R2_MIN = 0.99;

    /// Fewest rows of the rarer class of two, or of all rows.
    static final int ROWS_MIN = 30;

    private final RowSample sample;
    private final Kind kind;
    private final double[] targets;

    private LeakageSearch(RowSample sample, Kind kind) {
        this.sample = sample;
        this.kind = kind;
        double[] labels = IntStream.range(0, sample.size()).mapToDouble(sample::label).toArray();
        targets = kind == Kind.NUMBER ? ranks(labels) : labels;
    }

    /// Mean ranks, from 0: those of equal numbers are equal.
    private static double[] ranks(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        double[] distinct = Arrays.stream(sorted).distinct().toArray();
        double[] ranks = new double[distinct.length];
        int from = 0;
        for (int i = 0; i < distinct.length; i++) {
            int to = from;
            while (to < sorted.length && Double.compare(sorted[to], distinct[i]) == 0) {
                to++;
            }
            ranks[i] = (from + to - 1) / 2.0;
            from = to;
        }
        return Arrays.stream(numbers)
                .map(number -> ranks[Arrays.binarySearch(distinct, number)])
                .toArray();
    }

    /// Finds leaking columns, in their order.
    ///
    /// @param kind of the labels of the sample
    public static List<Finding> search(RowSample sample, Kind kind) {
        return new LeakageSearch(sample, kind).search();
    }

    private List<Finding> search() {
        if (!hasEnoughRows()) {
            return List.of();
        }
        List<MetricValue> metrics =
                IntStream.range(0, sample.names().size())
                        .parallel()
                        .mapToObj(this::metric)
                        .toList();
        List<Finding> findings = new ArrayList<>();
        for (int column = 0; column < metrics.size(); column++) {
            MetricValue metric = metrics.get(column);
            if (metric.value() >= limit()) {
                findings.add(finding(sample.names().get(column), metric));
            }
        }
        return findings;
    }

    private boolean hasEnoughRows() {
        if (kind != Kind.BINARY) {
            return sample.size() >= ROWS_MIN;
        }
        long positives = IntStream.range(0, sample.size()).filter(row -> targets[row] == 1).count();
        return Math.min(positives, sample.size() - positives) >= ROWS_MIN;
    }

    private double limit() {
        return switch (kind) {
            case BINARY -> AUC_MIN;
            case CLASSES -> EXPLAINED_MIN;
            case NUMBER -> R2_MIN;
        };
    }

    private MetricValue metric(int column) {
        OneColumnModel model = OneColumnModel.of(sample, targets, column);
        return switch (kind) {
            case BINARY -> value("roc-auc", auc(model));
            case CLASSES -> value("explained-entropy", explainedEntropy(model));
            case NUMBER -> value("rank-r2", r2(model));
        };
    }

    private static MetricValue value(String name, double value) {
        return Double.isNaN(value)
                ? MetricValue.undefined(name, "labels are all equal")
                : MetricValue.of(name, value);
    }

    private Finding finding(String column, MetricValue metric) {
        return new Finding(
                Finding.Kind.LEAKING_COLUMN,
                column,
                String.format(
                        Locale.ROOT,
                        "column %s alone predicts the label almost perfectly (%s %.3f): check that"
                                + " it is known when a prediction is made, otherwise leave it out",
                        column,
                        metric.name(),
                        metric.value()),
                metric);
    }

    /// Rows of equal prediction are one cell.
    private double auc(OneColumnModel model) {
        double[] scores = new double[sample.size()];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = model.mean(row);
        }
        double[] cells = Arrays.stream(scores).sorted().distinct().toArray();
        double[] positives = new double[cells.length];
        double[] negatives = new double[cells.length];
        for (int row = 0; row < scores.length; row++) {
            int cell = Arrays.binarySearch(cells, scores[row]);
            (targets[row] == 1 ? positives : negatives)[cell]++;
        }
        return ScoreCounts.of(positives, negatives).auc();
    }

    private double explainedEntropy(OneColumnModel model) {
        double explained = 0;
        double entropy = 0;
        for (int row = 0; row < sample.size(); row++) {
            explained -= Math.log(model.classProbability(row));
            entropy -= Math.log(model.baseProbability(row));
        }
        return entropy > 0 ? 1 - explained / entropy : Double.NaN;
    }

    private double r2(OneColumnModel model) {
        double mean = Arrays.stream(targets).average().orElse(0);
        double residual = 0;
        double total = 0;
        for (int row = 0; row < sample.size(); row++) {
            double target = targets[row];
            residual += (target - model.mean(row)) * (target - model.mean(row));
            total += (target - mean) * (target - mean);
        }
        return total > 0 ? 1 - residual / total : Double.NaN;
    }
}
