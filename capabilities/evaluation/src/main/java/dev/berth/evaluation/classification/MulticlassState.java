package dev.berth.evaluation.classification;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.bootstrap.WilsonInterval;
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

/// State of a slice of a multi-class task: the confusion matrix, scores by class, and the
/// calibration of the decided class.
final class MulticlassState implements SliceState<MulticlassOutcome> {
    /// Terms of the sums.
    static final int LOG_LOSS = 0;

    static final int BRIER = 1;
    static final int TERMS = 2;

    /// Of more classes a table of each is no longer read.
    private static final int PER_CLASS_MAX = 20;

    private final long stream;
    private final Classes classes;
    private final ConfusionMatrix matrix;
    private final Optional<SampledAreas> areas;
    private final CalibrationBins calibration = new CalibrationBins();
    private boolean isWeighted;
    private boolean hasOtherScores;

    MulticlassState(long stream, Classes classes, boolean hasScores, int scoreLimit) {
        this.stream = stream;
        this.classes = classes;
        this.matrix = new ConfusionMatrix(classes.count());
        this.areas =
                hasScores
                        ? Optional.of(new SampledAreas(classes.count(), scoreLimit))
                        : Optional.empty();
    }

    @Override
    public void add(MulticlassOutcome outcome, long unit, double weight) {
        isWeighted |= weight != 1;
        matrix.add(outcome.label(), outcome.decision(), weight);
        if (areas.isEmpty()) {
            return;
        }
        var labels = new double[classes.count()];
        labels[outcome.label()] = 1;
        areas.get().add(labels, outcome.scores(), unit, weight);
        if (outcome.isProbability() && outcome.decision() != MulticlassOutcome.OTHER) {
            calibration.add(outcome.score(outcome.decision()), outcome.isRight(), weight);
        }
        hasOtherScores |= !outcome.isProbability();
    }

    @Override
    public SliceMetrics metrics(ResampledSums sums, Resampling resampling) {
        List<MetricValue> metrics = new ArrayList<>();
        addDecisionMetrics(metrics, resampling);
        if (areas.isEmpty()) {
            return new SliceMetrics(metrics, Optional.empty());
        }
        metrics.addAll(areas.get().means(resampling));
        if (hasOtherScores || !(sums.weight() > 0)) {
            String reason = hasOtherScores ? "scores are no probabilities" : "no row";
            for (String name : List.of("log-loss", "brier", "ece")) {
                metrics.add(MetricValue.undefined(name, reason));
            }
        } else {
            metrics.add(MeanMetric.of("log-loss", LOG_LOSS, sums, resampling));
            metrics.add(MeanMetric.of("brier", BRIER, sums, resampling));
            metrics.add(calibration.metric("ece", resampling, stream + 1));
        }
        addClassMetrics(metrics, resampling);
        return new SliceMetrics(
                metrics,
                hasOtherScores
                        ? Optional.empty()
                        : Optional.of(
                                new Curves(
                                        calibration.curve(resampling.confidence()),
                                        List.of(),
                                        List.of())));
    }

    private void addDecisionMetrics(List<MetricValue> metrics, Resampling resampling) {
        List<String> names = new ArrayList<>(List.of("accuracy", "balanced-accuracy"));
        names.addAll(ClassAverages.NAMES);
        double[] values = matrix.decisionMetrics();
        var resampled = new double[names.size()][resampling.count()];
        CellDraws draws =
                resampling.drawCells(stream, matrix.occupiedWeights(), matrix.occupiedSquares());
        var drawn = new double[matrix.occupiedCount()];
        for (int r = 0; r < resampling.count(); r++) {
            draws.read(r, drawn);
            double[] found = matrix.resampled(drawn).decisionMetrics();
            for (int i = 0; i < found.length; i++) {
                resampled[i][r] = found[i];
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                metrics.add(MetricValue.undefined(names.get(i), "no row"));
            } else if (i == 0 && !isWeighted) {
                double total = matrix.total();
                metrics.add(
                        WilsonInterval.of(
                                names.getFirst(),
                                Math.rint(values[0] * total),
                                total,
                                resampling.confidence()));
            } else {
                metrics.add(resampling.metric(names.get(i), values[i], resampled[i]));
            }
        }
    }

    private void addClassMetrics(List<MetricValue> metrics, Resampling resampling) {
        if (classes.count() > PER_CLASS_MAX) {
            return;
        }
        for (int i = 0; i < classes.count(); i++) {
            String name = classes.name(i);
            Confusion confusion = matrix.confusion(i);
            Confusion[] resampled = resampledConfusions(i, resampling);
            for (RateMetric rate :
                    List.of(RateMetric.PRECISION, RateMetric.RECALL, RateMetric.F1)) {
                metrics.add(rate.of(name).metric(confusion, isWeighted, resampled, resampling));
            }
            if (areas.isPresent()) {
                metrics.add(
                        areas.get()
                                .rocAuc(i, "roc-auc[" + name + "]", resampling, stream + 1000 + i));
            }
        }
    }

    private Confusion[] resampledConfusions(int category, Resampling resampling) {
        double[] weights = matrix.confusionCells(category);
        double[] squares = matrix.confusionSquares(category);
        CellDraws draws = resampling.drawCells(stream + 100 + category, weights, squares);
        var resampled = new Confusion[resampling.count()];
        var drawn = new double[weights.length];
        for (int i = 0; i < resampled.length; i++) {
            draws.read(i, drawn);
            resampled[i] = new Confusion(drawn[0], drawn[1], drawn[2], drawn[3]);
        }
        return resampled;
    }

    @Override
    public void write(ByteWriter out) {
        out.writeByte((isWeighted ? 1 : 0) | (hasOtherScores ? 2 : 0));
        matrix.write(out);
        areas.ifPresent(each -> each.write(out));
        calibration.write(out);
    }

    @Override
    public void read(ByteReader in) {
        byte flags = in.readByte();
        isWeighted = (flags & 1) != 0;
        hasOtherScores = (flags & 2) != 0;
        matrix.read(in);
        areas.ifPresent(each -> each.read(in));
        calibration.read(in);
    }
}
