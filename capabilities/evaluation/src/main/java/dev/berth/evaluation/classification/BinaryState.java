package dev.berth.evaluation.classification;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.Curves;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.CellDraws;
import dev.berth.evaluation.task.MeanMetric;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// State of a slice of a binary task: decisions, scores and calibration.
final class BinaryState implements SliceState<BinaryOutcome> {
    /// Terms of the sums.
    static final int LOG_LOSS = 0;

    static final int BRIER = 1;
    static final int TERMS = 2;

    private static final List<RateMetric> RATES =
            List.of(
                    RateMetric.ACCURACY,
                    RateMetric.BALANCED_ACCURACY,
                    RateMetric.PRECISION,
                    RateMetric.RECALL,
                    RateMetric.SPECIFICITY,
                    RateMetric.F1,
                    RateMetric.PREVALENCE);

    /// Cells of decisions: true positive, false positive, false negative, true negative.
    private static final int CELLS = 4;

    private final long stream;
    private final boolean hasScores;
    private final double[] weights = new double[CELLS];
    private final double[] squares = new double[CELLS];
    private final ScoreTable scores;
    private final CalibrationBins calibration = new CalibrationBins();
    private boolean isWeighted;
    private boolean hasOtherScores;

    /// @param hasScores whether outcomes have a score
    /// @param scoreLimit of different scores
    BinaryState(long stream, boolean hasScores, int scoreLimit) {
        this.stream = stream;
        this.hasScores = hasScores;
        this.scores = new ScoreTable(scoreLimit);
    }

    @Override
    public void add(BinaryOutcome outcome, long unit, double weight) {
        int cell = outcome.positive() ? (outcome.decided() ? 0 : 2) : (outcome.decided() ? 1 : 3);
        weights[cell] += weight;
        squares[cell] += weight * weight;
        isWeighted |= weight != 1;
        if (hasScores) {
            scores.add(outcome.score(), outcome.positive(), weight);
            if (outcome.isProbability()) {
                calibration.add(outcome.score(), outcome.positive(), weight);
            } else {
                hasOtherScores = true;
            }
        }
    }

    /// The decisions, for comparisons between groups.
    Confusion confusion() {
        return confusion(weights);
    }

    private static Confusion confusion(double[] cells) {
        return new Confusion(cells[0], cells[1], cells[2], cells[3]);
    }

    @Override
    public SliceMetrics metrics(ResampledSums sums, Resampling resampling) {
        List<MetricValue> metrics = new ArrayList<>();
        Confusion[] resampled = resampledConfusions(resampling);
        for (RateMetric rate : RATES) {
            metrics.add(rate.metric(confusion(), isWeighted, resampled, resampling));
        }
        if (!hasScores) {
            return new SliceMetrics(metrics, Optional.empty());
        }
        ScoreCells cells = scores.cells();
        CurveMetrics areas = CurveMetrics.of(cells, resampling, stream + 1);
        metrics.add(areas.rocAuc("roc-auc", resampling));
        metrics.add(areas.averagePrecision("pr-auc", resampling));
        addProbabilityMetrics(metrics, sums, resampling);
        return new SliceMetrics(
                metrics,
                Optional.of(
                        new Curves(
                                hasOtherScores
                                        ? List.of()
                                        : calibration.curve(resampling.confidence()),
                                cells.rocCurve(),
                                cells.precisionRecallCurve())));
    }

    private void addProbabilityMetrics(
            List<MetricValue> metrics, ResampledSums sums, Resampling resampling) {
        if (hasOtherScores || !(sums.weight() > 0)) {
            String reason = hasOtherScores ? "scores are no probabilities" : "no row";
            for (String name : List.of("log-loss", "brier", "ece")) {
                metrics.add(MetricValue.undefined(name, reason));
            }
            return;
        }
        metrics.add(MeanMetric.of("log-loss", LOG_LOSS, sums, resampling));
        metrics.add(MeanMetric.of("brier", BRIER, sums, resampling));
        metrics.add(calibration.metric("ece", resampling, stream + 2));
    }

    private Confusion[] resampledConfusions(Resampling resampling) {
        var resampled = new Confusion[resampling.count()];
        CellDraws draws = resampling.drawCells(stream, weights, squares);
        var drawn = new double[CELLS];
        for (int i = 0; i < resampled.length; i++) {
            draws.read(i, drawn);
            resampled[i] = confusion(drawn);
        }
        return resampled;
    }

    @Override
    public void write(ByteWriter out) {
        out.writeByte((isWeighted ? 1 : 0) | (hasOtherScores ? 2 : 0));
        for (int cell = 0; cell < CELLS; cell++) {
            out.writeDouble(weights[cell]);
            out.writeDouble(squares[cell]);
        }
        scores.write(out);
        calibration.write(out);
    }

    @Override
    public void read(ByteReader in) {
        byte flags = in.readByte();
        isWeighted = (flags & 1) != 0;
        hasOtherScores = (flags & 2) != 0;
        for (int cell = 0; cell < CELLS; cell++) {
            weights[cell] = in.readDouble();
            squares[cell] = in.readDouble();
        }
        scores.read(in);
        calibration.read(in);
    }
}
