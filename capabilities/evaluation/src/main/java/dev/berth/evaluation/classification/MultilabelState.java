package dev.berth.evaluation.classification;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.bootstrap.UnitSample;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.CellDraws;
import dev.berth.evaluation.task.MeanMetric;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// State of a slice of a multi-label task: decisions and scores by class.
final class MultilabelState implements SliceState<MultilabelOutcome> {
    /// Terms of the sums.
    static final int EXACT_MATCH = 0;

    static final int HAMMING_LOSS = 1;
    static final int LOG_LOSS = 2;
    static final int BRIER = 3;
    static final int TERMS = 4;

    /// Units of a sample of few classes; of many classes fewer.
    private static final int UNITS_MAX = 8192;

    private static final int NUMBERS_MAX = 1 << 18;

    /// Of more classes a table of each is no longer read.
    private static final int PER_CLASS_MAX = 20;

    private static final int CELLS = 4;

    private final long stream;
    private final Classes classes;

    /// By class: true positives, false positives, false negatives, true negatives.
    private final double[][] weights;

    private final double[][] squares;
    private final UnitSample decisions;
    private final Optional<SampledAreas> areas;
    private boolean isWeighted;
    private boolean hasOtherScores;

    MultilabelState(long stream, Classes classes, boolean hasScores, int scoreLimit) {
        this.stream = stream;
        this.classes = classes;
        this.weights = new double[classes.count()][CELLS];
        this.squares = new double[classes.count()][CELLS];
        int width = 2 * classes.count();
        this.decisions = new UnitSample(Math.clamp(NUMBERS_MAX / width, 1, UNITS_MAX), width);
        this.areas =
                hasScores
                        ? Optional.of(new SampledAreas(classes.count(), scoreLimit))
                        : Optional.empty();
    }

    @Override
    public void add(MultilabelOutcome outcome, long unit, double weight) {
        isWeighted |= weight != 1;
        var values = new double[2 * classes.count()];
        for (int i = 0; i < classes.count(); i++) {
            int cell = cell(outcome.labels()[i], outcome.decisions()[i]);
            weights[i][cell] += weight;
            squares[i][cell] += weight * weight;
            values[i] = outcome.labels()[i];
            values[classes.count() + i] = outcome.decisions()[i];
        }
        decisions.offer(unit, weight, values);
        areas.ifPresent(each -> each.add(outcome.labels(), outcome.scores(), unit, weight));
        hasOtherScores |= !outcome.isProbability();
    }

    private static int cell(double label, double decision) {
        return label > 0 ? (decision > 0 ? 0 : 2) : (decision > 0 ? 1 : 3);
    }

    private static Confusion confusion(double[] cells) {
        return new Confusion(cells[0], cells[1], cells[2], cells[3]);
    }

    @Override
    public SliceMetrics metrics(ResampledSums sums, Resampling resampling) {
        List<MetricValue> metrics = new ArrayList<>();
        metrics.add(MeanMetric.of("exact-match", EXACT_MATCH, sums, resampling));
        metrics.add(MeanMetric.of("hamming-loss", HAMMING_LOSS, sums, resampling));
        metrics.addAll(averages(sums, resampling));
        if (areas.isPresent()) {
            metrics.addAll(areas.get().means(resampling));
            metrics.addAll(probabilityMetrics(sums, resampling));
        }
        addClassMetrics(metrics, resampling);
        return new SliceMetrics(metrics, Optional.empty());
    }

    private List<MetricValue> averages(ResampledSums sums, Resampling resampling) {
        List<Confusion> confusions = new ArrayList<>();
        for (double[] cells : weights) {
            confusions.add(confusion(cells));
        }
        double[] values = ClassAverages.of(confusions).values();
        if (!(sums.weight() > 0)) {
            Arrays.fill(values, Double.NaN);
        }
        List<double[]> units = decisions.values();
        return decisions.metrics(
                ClassAverages.NAMES,
                values,
                Collections.nCopies(values.length, "no row with a class"),
                drawn -> averages(units, drawn),
                resampling);
    }

    private double[] averages(List<double[]> units, double[] drawn) {
        var cells = new double[classes.count()][CELLS];
        for (int unit = 0; unit < drawn.length; unit++) {
            double[] values = units.get(unit);
            for (int i = 0; i < cells.length; i++) {
                cells[i][cell(values[i], values[cells.length + i])] += drawn[unit];
            }
        }
        List<Confusion> confusions = new ArrayList<>();
        for (double[] each : cells) {
            confusions.add(confusion(each));
        }
        return ClassAverages.of(confusions).values();
    }

    private List<MetricValue> probabilityMetrics(ResampledSums sums, Resampling resampling) {
        if (hasOtherScores) {
            return List.of(
                    MetricValue.undefined("log-loss", "scores are no probabilities"),
                    MetricValue.undefined("brier", "scores are no probabilities"));
        }
        return List.of(
                MeanMetric.of("log-loss", LOG_LOSS, sums, resampling),
                MeanMetric.of("brier", BRIER, sums, resampling));
    }

    private void addClassMetrics(List<MetricValue> metrics, Resampling resampling) {
        if (classes.count() > PER_CLASS_MAX) {
            return;
        }
        var drawn = new double[CELLS];
        for (int i = 0; i < classes.count(); i++) {
            CellDraws draws = resampling.drawCells(stream + 100 + i, weights[i], squares[i]);
            var resampled = new Confusion[resampling.count()];
            for (int r = 0; r < resampled.length; r++) {
                draws.read(r, drawn);
                resampled[r] = confusion(drawn);
            }
            for (RateMetric rate :
                    List.of(RateMetric.PRECISION, RateMetric.RECALL, RateMetric.F1)) {
                metrics.add(
                        rate.of(classes.name(i))
                                .metric(confusion(weights[i]), isWeighted, resampled, resampling));
            }
            String auc = "roc-auc[" + classes.name(i) + "]";
            if (areas.isPresent()) {
                metrics.add(areas.get().rocAuc(i, auc, resampling, stream + 1000 + i));
            }
        }
    }

    @Override
    public void write(ByteWriter out) {
        out.writeByte((isWeighted ? 1 : 0) | (hasOtherScores ? 2 : 0));
        for (int i = 0; i < weights.length; i++) {
            for (int cell = 0; cell < CELLS; cell++) {
                out.writeDouble(weights[i][cell]);
                out.writeDouble(squares[i][cell]);
            }
        }
        decisions.write(out);
        areas.ifPresent(each -> each.write(out));
    }

    @Override
    public void read(ByteReader in) {
        byte flags = in.readByte();
        isWeighted = (flags & 1) != 0;
        hasOtherScores = (flags & 2) != 0;
        for (int i = 0; i < weights.length; i++) {
            for (int cell = 0; cell < CELLS; cell++) {
                weights[i][cell] = in.readDouble();
                squares[i][cell] = in.readDouble();
            }
        }
        decisions.read(in);
        areas.ifPresent(each -> each.read(in));
    }
}
