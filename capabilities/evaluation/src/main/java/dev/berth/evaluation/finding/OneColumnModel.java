package dev.berth.evaluation.finding;

import dev.berth.evaluation.sample.ColumnValues;
import dev.berth.evaluation.sample.RowSample;
import dev.berth.statistics.StableHash;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Model that predicts the label of a row from one column alone: by what other rows with about the
/// same value have.
///
/// Rows are in two halves by the hash of their number; what a row is predicted by is learnt on the
/// other half. Values are the texts of a column, or [#QUANTILES] intervals of its numbers, and a
/// missing one.
final class OneColumnModel {
    private static final int QUANTILES = 256;

    /// Bounds the table of values and classes.
    private static final int CLASSES_MAX = 1_000;

    /// Weight of all rows beside those of one value, in rows, for the probability of a class, which
    /// must not be 0, and for a mean, which must be there.
    private static final double CLASS_PRIOR = 0.5;

    private static final double MEAN_PRIOR = 1e-3;

    private final RowSample sample;
    private final double[] targets;
    private final int[] cells;
    private final int classes;

    /// By half and cell: rows, sum of targets, and rows of each class.
    private final double[][] rows;

    private final double[][] sums;
    private final double[][] classRows;

    /// The same of all cells of a half.
    private final double[] halfRows = new double[2];

    private final double[] halfSums = new double[2];
    private final double[][] halfClassRows;

    private OneColumnModel(
            RowSample sample, double[] targets, int[] cells, int cellCount, int classes) {
        this.sample = sample;
        this.targets = targets;
        this.cells = cells;
        this.classes = classes;
        rows = new double[2][cellCount];
        sums = new double[2][cellCount];
        classRows = new double[2][cellCount * classes];
        halfClassRows = new double[2][classes];
    }

    /// @param targets of the rows: classes from 0, or numbers
    static OneColumnModel of(RowSample sample, double[] targets, int column) {
        ColumnValues values = sample.column(column);
        int[] cells = values.isNumeric() ? intervals(values) : places(values);
        int cellCount = Arrays.stream(cells).max().orElse(0) + 1;
        OneColumnModel model =
                new OneColumnModel(sample, targets, cells, cellCount, classes(targets));
        model.learn();
        return model;
    }

    /// Classes of a label that has few whole numbers; 0 of others.
    private static int classes(double[] targets) {
        double largest = 0;
        for (double target : targets) {
            if (target < 0 || target != Math.rint(target) || target > CLASSES_MAX) {
                return 0;
            }
            largest = Math.max(largest, target);
        }
        return (int) largest + 1;
    }

    private static int[] places(ColumnValues values) {
        return IntStream.range(0, values.size()).map(values::place).toArray();
    }

    private static int[] intervals(ColumnValues values) {
        double[] sorted =
                IntStream.range(0, values.size())
                        .mapToDouble(row -> values.number(row) + 0.0)
                        .filter(number -> !Double.isNaN(number))
                        .sorted()
                        .toArray();
        double[] starts =
                IntStream.range(0, sorted.length == 0 ? 0 : QUANTILES)
                        .mapToDouble(i -> sorted[(int) ((long) i * sorted.length / QUANTILES)])
                        .distinct()
                        .toArray();
        int[] cells = new int[values.size()];
        for (int row = 0; row < cells.length; row++) {
            double number = values.number(row) + 0.0;
            int at = Arrays.binarySearch(starts, number);
            // Missing values have the first cell.
            cells[row] = Double.isNaN(number) ? 0 : at >= 0 ? at + 1 : -at - 1;
        }
        return cells;
    }

    private void learn() {
        for (int row = 0; row < cells.length; row++) {
            int half = half(row);
            double target = targets[row];
            rows[half][cells[row]]++;
            sums[half][cells[row]] += target;
            halfRows[half]++;
            halfSums[half] += target;
            if (classes > 0) {
                classRows[half][cells[row] * classes + (int) target]++;
                halfClassRows[half][(int) target]++;
            }
        }
    }

    private int half(int row) {
        // Another word than the one that the sample is drawn by.
        return (int) (StableHash.ofWord(~sample.number(row)) & 1);
    }

    /// The mean target of the other half's rows of about the same value.
    double mean(int row) {
        int other = 1 - half(row);
        double base = halfRows[other] > 0 ? halfSums[other] / halfRows[other] : 0;
        return (sums[other][cells[row]] + MEAN_PRIOR * base)
                / (rows[other][cells[row]] + MEAN_PRIOR);
    }

    /// The share of the row's class among the other half's rows of about the same value.
    double classProbability(int row) {
        int other = 1 - half(row);
        double count = classRows[other][cells[row] * classes + (int) targets[row]];
        return (count + CLASS_PRIOR * baseProbability(row))
                / (rows[other][cells[row]] + CLASS_PRIOR);
    }

    /// The share of the row's class among all of the other half's rows.
    double baseProbability(int row) {
        int other = 1 - half(row);
        return (halfClassRows[other][(int) targets[row]] + 1) / (halfRows[other] + classes);
    }
}
