package dev.berth.evaluation.classification;

import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.CellDraws;
import dev.berth.evaluation.task.Resampling;
import java.util.Arrays;

/// Areas under the ROC and the precision-recall curve with their intervals.
///
/// The areas are those of all cells. Resamples are drawn of at most [#CELLS_MAX] cells, each with
/// its share of the weight, and moved by what the areas of these differ from those of all.
final class CurveMetrics {
    /// An area by this many cells differs from the exact one by about 1 in 100,000.
    static final int CELLS_MAX = 512;

    private static final String ONE_CLASS = "rows of one class only";

    private final double rocAuc;
    private final double averagePrecision;
    private final double[] rocAucs;
    private final double[] averagePrecisions;

    private CurveMetrics(
            double rocAuc, double averagePrecision, double[] rocAucs, double[] averagePrecisions) {
        this.rocAuc = rocAuc;
        this.averagePrecision = averagePrecision;
        this.rocAucs = rocAucs;
        this.averagePrecisions = averagePrecisions;
    }

    static CurveMetrics of(ScoreCells cells, Resampling resampling, long stream) {
        double rocAuc = cells.rocAuc();
        double averagePrecision = cells.averagePrecision();
        ScoreCells coarse = cells.coarsened(CELLS_MAX);
        double rocShift = rocAuc - coarse.rocAuc();
        double precisionShift = averagePrecision - coarse.averagePrecision();
        var rocAucs = new double[resampling.count()];
        var averagePrecisions = new double[resampling.count()];
        if (rocAucs.length > 0 && !Double.isNaN(averagePrecision)) {
            CellDraws draws = resampling.drawCells(stream, coarse.weights(), coarse.squares());
            var drawn = new double[2 * coarse.size()];
            for (int i = 0; i < rocAucs.length; i++) {
                draws.read(i, drawn);
                double[] positives = Arrays.copyOfRange(drawn, 0, coarse.size());
                double[] negatives = Arrays.copyOfRange(drawn, coarse.size(), drawn.length);
                rocAucs[i] = clamp(ScoreCells.rocAuc(positives, negatives) + rocShift);
                averagePrecisions[i] =
                        clamp(ScoreCells.averagePrecision(positives, negatives) + precisionShift);
            }
        }
        return new CurveMetrics(rocAuc, averagePrecision, rocAucs, averagePrecisions);
    }

    private static double clamp(double value) {
        return Double.isNaN(value) ? value : Math.clamp(value, 0, 1);
    }

    double rocAuc() {
        return rocAuc;
    }

    double averagePrecision() {
        return averagePrecision;
    }

    MetricValue rocAuc(String name, Resampling resampling) {
        return Double.isNaN(rocAuc)
                ? MetricValue.undefined(name, ONE_CLASS)
                : resampling.metric(name, rocAuc, rocAucs.clone());
    }

    MetricValue averagePrecision(String name, Resampling resampling) {
        return Double.isNaN(averagePrecision)
                ? MetricValue.undefined(name, "no positive row")
                : resampling.metric(name, averagePrecision, averagePrecisions.clone());
    }
}
