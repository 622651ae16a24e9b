package dev.berth.evaluation.detection;

/// Average precision of the detections of one class in all pictures, by falling score.
///
/// The precision at a recall is the highest that any detection reaches at that recall or beyond.
/// COCO takes its mean at the recalls 0, 0.01, ... 1; VOC (since 2010) the area below it. Ignored
/// detections are neither true nor false.
///
/// An object has space for one computation at a time and is used again. For one thread.
final class AveragePrecision {
    private static final int RECALLS = 100;

    private final double[] recalls;
    private final double[] precisions;
    private int size;

    /// @param detectionsMax most detections that are added
    AveragePrecision(int detectionsMax) {
        recalls = new double[detectionsMax];
        precisions = new double[detectionsMax];
    }

    /// Takes the detections of a class.
    ///
    /// @param bits what each matches, the best first
    /// @param weights how often each counts
    /// @param count how many of both are there
    /// @param matchBit which bit says that a detection is true
    /// @param ignoredBit which bit says that it is ignored
    /// @param trueBoxes how many are to be found, greater than 0
    void compute(
            int[] bits,
            double[] weights,
            int count,
            int matchBit,
            int ignoredBit,
            double trueBoxes) {
        double found = 0;
        double falselyFound = 0;
        size = 0;
        for (int i = 0; i < count; i++) {
            double weight = weights[i];
            if (weight > 0 && (bits[i] >>> ignoredBit & 1) == 0) {
                if ((bits[i] >>> matchBit & 1) == 1) {
                    found += weight;
                } else {
                    falselyFound += weight;
                }
                recalls[size] = found / trueBoxes;
                precisions[size] = found / (found + falselyFound);
                size++;
            }
        }
        for (int i = size - 2; i >= 0; i--) {
            precisions[i] = Math.max(precisions[i], precisions[i + 1]);
        }
    }

    /// COCO's average precision, from 0 to 1.
    double coco() {
        double sum = 0;
        int at = 0;
        for (int step = 0; step <= RECALLS; step++) {
            double recall = step == RECALLS ? 1 : step * 0.01;
            while (at < size && recalls[at] < recall) {
                at++;
            }
            if (at == size) {
                break;
            }
            sum += precisions[at];
        }
        return sum / (RECALLS + 1);
    }

    /// VOC's average precision, from 0 to 1.
    double voc() {
        double area = 0;
        double before = 0;
        for (int i = 0; i < size; i++) {
            area += (recalls[i] - before) * precisions[i];
            before = recalls[i];
        }
        return area;
    }

    /// Share of the true boxes that were found, from 0 to 1.
    double recall() {
        return size == 0 ? 0 : recalls[size - 1];
    }
}
