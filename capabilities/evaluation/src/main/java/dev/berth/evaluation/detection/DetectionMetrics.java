package dev.berth.evaluation.detection;

import static dev.berth.evaluation.detection.BoxMatching.IGNORED;
import static dev.berth.evaluation.detection.BoxMatching.THRESHOLDS;
import static dev.berth.evaluation.detection.BoxMatching.THRESHOLD_75;
import static dev.berth.evaluation.detection.BoxMatching.VOC;
import static dev.berth.evaluation.detection.BoxMatching.VOC_IGNORED;

import java.util.List;

/// Metrics of all detections, where each picture counts by a weight. Space for one computation at a
/// time. For one thread.
final class DetectionMetrics {
    /// COCO's average precision, mean over thresholds and classes.
    static final int MAP = 0;

    /// The same at a threshold of 0.5, and of 0.75.
    static final int MAP_50 = 1;

    static final int MAP_75 = 2;

    /// VOC's average precision at a threshold of 0.5.
    static final int VOC_MAP = 3;

    /// COCO's average recall.
    static final int AVERAGE_RECALL = 4;

    static final int COUNT = 5;

    private final List<ClassDetections> classes;
    private final AveragePrecision precision;
    private final double[] weights;

    /// @param classes sorted
    DetectionMetrics(List<ClassDetections> classes) {
        this.classes = classes;
        int most = classes.stream().mapToInt(ClassDetections::size).max().orElse(0);
        precision = new AveragePrecision(most);
        weights = new double[most];
    }

    /// Computes the metrics.
    ///
    /// @param values takes each metric, then the average precision of each class; NaN where no box
    ///   is to be found
    void compute(double[] imageWeights, double[] values) {
        double[] ofClass = new double[COUNT];
        java.util.Arrays.fill(values, 0, COUNT, 0);
        int defined = 0;
        for (int i = 0; i < classes.size(); i++) {
            ClassDetections each = classes.get(i);
            double trueBoxes = each.trueBoxes(imageWeights);
            values[COUNT + i] = Double.NaN;
            if (trueBoxes > 0) {
                defined++;
                computeClass(each, imageWeights, trueBoxes, ofClass);
                values[COUNT + i] = ofClass[MAP];
                for (int metric = 0; metric < COUNT; metric++) {
                    values[metric] += ofClass[metric];
                }
            }
        }
        for (int metric = 0; metric < COUNT; metric++) {
            // Without any class NaN, as is right.
            values[metric] /= defined;
        }
    }

    private void computeClass(
            ClassDetections each, double[] imageWeights, double trueBoxes, double[] values) {
        each.weights(imageWeights, weights);
        values[MAP] = 0;
        values[AVERAGE_RECALL] = 0;
        for (int threshold = 0; threshold < THRESHOLDS; threshold++) {
            precision.compute(
                    each.bits(), weights, each.size(), threshold, IGNORED + threshold, trueBoxes);
            double area = precision.coco();
            values[MAP] += area / THRESHOLDS;
            values[AVERAGE_RECALL] += precision.recall() / THRESHOLDS;
            if (threshold == 0) {
                values[MAP_50] = area;
            } else if (threshold == THRESHOLD_75) {
                values[MAP_75] = area;
            }
        }
        precision.compute(each.bits(), weights, each.size(), VOC, VOC_IGNORED, trueBoxes);
        values[VOC_MAP] = precision.voc();
    }
}
