package dev.berth.evaluation.classification;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Weights of units by true and decided class. A decision for a class that is none of the task's is
/// wrong for the true one and right for none.
final class ConfusionMatrix {
    private final int classes;

    /// Decisions: the classes, then others.
    private final int decisions;

    private final double[] weights;
    private final double[] squares;

    ConfusionMatrix(int classes) {
        this.classes = classes;
        this.decisions = classes + 1;
        this.weights = new double[classes * decisions];
        this.squares = new double[classes * decisions];
    }

    /// @param decision a class, or [MulticlassOutcome#OTHER]
    void add(int label, int decision, double weight) {
        int cell = label * decisions + (decision == MulticlassOutcome.OTHER ? classes : decision);
        weights[cell] += weight;
        squares[cell] += weight * weight;
    }

    double total() {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        return total;
    }

    private int[] occupied() {
        return IntStream.range(0, weights.length).filter(cell -> weights[cell] > 0).toArray();
    }

    int occupiedCount() {
        return occupied().length;
    }

    /// The weights of the cells that have one.
    double[] occupiedWeights() {
        return IntStream.of(occupied()).mapToDouble(cell -> weights[cell]).toArray();
    }

    double[] occupiedSquares() {
        return IntStream.of(occupied()).mapToDouble(cell -> squares[cell]).toArray();
    }

    /// The matrix with other weights of the occupied cells.
    ConfusionMatrix resampled(double[] drawn) {
        var matrix = new ConfusionMatrix(classes);
        int[] cells = occupied();
        for (int i = 0; i < cells.length; i++) {
            matrix.weights[cells[i]] = drawn[i];
        }
        return matrix;
    }

    /// The decisions on one class against the others.
    Confusion confusion(int category) {
        double[] cells = confusionCells(category);
        return new Confusion(cells[0], cells[1], cells[2], cells[3]);
    }

    /// True positives, false positives, false negatives, true negatives.
    double[] confusionCells(int category) {
        return cells(category, weights);
    }

    double[] confusionSquares(int category) {
        return cells(category, squares);
    }

    private double[] cells(int category, double[] values) {
        var cells = new double[4];
        for (int label = 0; label < classes; label++) {
            for (int decision = 0; decision < decisions; decision++) {
                int cell =
                        label == category
                                ? (decision == category ? 0 : 2)
                                : (decision == category ? 1 : 3);
                cells[cell] += values[label * decisions + decision];
            }
        }
        return cells;
    }

    /// Accuracy, balanced accuracy (the mean recall of the classes that are true of some unit), and
    /// the averages of [ClassAverages#NAMES] over the classes that are true of some unit or decided
    /// for one; NaN without units.
    double[] decisionMetrics() {
        var truths = new double[classes];
        var decided = new double[decisions];
        double right = 0;
        double total = 0;
        for (int label = 0; label < classes; label++) {
            for (int decision = 0; decision < decisions; decision++) {
                double weight = weights[label * decisions + decision];
                truths[label] += weight;
                decided[decision] += weight;
                total += weight;
                right += label == decision ? weight : 0;
            }
        }
        List<Confusion> counted = new ArrayList<>();
        double recalls = 0;
        int present = 0;
        for (int i = 0; i < classes; i++) {
            double hits = weights[i * decisions + i];
            if (truths[i] > 0) {
                recalls += hits / truths[i];
                present++;
            }
            if (truths[i] > 0 || decided[i] > 0) {
                counted.add(
                        new Confusion(
                                hits,
                                decided[i] - hits,
                                truths[i] - hits,
                                total - truths[i] - decided[i] + hits));
            }
        }
        double[] averages = ClassAverages.of(counted).values();
        var metrics = new double[averages.length + 2];
        metrics[0] = right / total;
        metrics[1] = recalls / present;
        System.arraycopy(averages, 0, metrics, 2, averages.length);
        return metrics;
    }

    void write(ByteWriter out) {
        int[] cells = occupied();
        out.writeUnsigned(cells.length);
        for (int cell : cells) {
            out.writeUnsigned(cell);
            out.writeDouble(weights[cell]);
            out.writeDouble(squares[cell]);
        }
    }

    void read(ByteReader in) {
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
            long cell = in.readUnsigned();
            if (cell < 0 || cell >= weights.length) {
                throw new IllegalArgumentException(
                        "cell " + cell + " (expected: below " + weights.length + ")");
            }
            weights[(int) cell] = in.readDouble();
            squares[(int) cell] = in.readDouble();
        }
    }
}
