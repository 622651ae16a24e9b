package dev.berth.evaluation.regression;

import dev.berth.core.SanitizedText;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.output.NumberOutput;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.ExplainedNumber;
import dev.berth.evaluation.task.LabelNumber;
import dev.berth.evaluation.task.MeanMetric;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Evaluation of a regression: errors, and the share of the label's variance that the model
/// explains.
///
/// All follows from sums. Labels are taken as their distance from one of them, so that the variance
/// of large labels that differ little is not lost in rounding.
public final class RegressionEvaluation implements TaskEvaluation<RegressionOutcome> {
    private static final int SQUARED_ERROR = 0;
    private static final int ABSOLUTE_ERROR = 1;
    private static final int ERROR = 2;
    private static final int LABEL = 3;
    private static final int SQUARED_LABEL = 4;
    private static final int TERMS = 5;

    /// A smaller share of the squares is what rounding leaves of a variance of 0.
    private static final double VARIANCE_MIN = 1e-12;

    private final String label;
    private final NumberOutput prediction;
    private final double origin;

    private RegressionEvaluation(String label, NumberOutput prediction, double origin) {
        this.label = label;
        this.prediction = prediction;
        this.origin = origin;
    }

    /// Prepares the evaluation of some data.
    ///
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if data or signature do not fit
    public static RegressionEvaluation of(
            EvaluationDescription description, DataFile data, Signature signature) {
        String label = description.label().column();
        data.require(label, "the label");
        double origin =
                data.frequencies(label, 1).stream()
                        .mapToDouble(each -> parse(each.text()))
                        .filter(Double::isFinite)
                        .findFirst()
                        .orElse(0);
        return new RegressionEvaluation(
                label,
                NumberOutput.of(
                        signature,
                        description.score().output(),
                        description.score().element(),
                        Optional.empty(),
                        "the prediction"),
                origin);
    }

    private static double parse(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    @Override
    public List<String> columns() {
        return List.of(label);
    }

    @Override
    public RegressionOutcome outcome(List<PredictedRow> unit) throws InvalidRowException {
        PredictedRow row = unit.getFirst();
        return new RegressionOutcome(label(row.row()), prediction.read(row.prediction()));
    }

    private double label(DataRow row) throws InvalidRowException {
        String text = row.text(label);
        double number = text == null ? Double.NaN : parse(text);
        if (!Double.isFinite(number)) {
            String found = text == null ? "no label" : "'" + SanitizedText.of(text) + "'";
            throw new InvalidRowException(label, found + " (expected: a finite number)");
        }
        return number;
    }

    @Override
    public int termCount() {
        return TERMS;
    }

    @Override
    public void terms(RegressionOutcome outcome, double[] terms) {
        double distance = outcome.label() - origin;
        terms[SQUARED_ERROR] = outcome.error() * outcome.error();
        terms[ABSOLUTE_ERROR] = Math.abs(outcome.error());
        terms[ERROR] = outcome.error();
        terms[LABEL] = distance;
        terms[SQUARED_LABEL] = distance * distance;
    }

    @Override
    public double loss(RegressionOutcome outcome) {
        return outcome.error() * outcome.error();
    }

    @Override
    public Optional<ExplainedNumber> explained() {
        return Optional.of(prediction.explained());
    }

    @Override
    public String lossName() {
        return "squared-error";
    }

    @Override
    public Optional<LabelNumber<RegressionOutcome>> labelNumber() {
        return Optional.of(new LabelNumber<>(LabelNumber.Kind.NUMBER, RegressionOutcome::label));
    }

    @Override
    public SliceState<RegressionOutcome> newState(long stream) {
        return new State();
    }

    /// All is in the sums.
    private static final class State implements SliceState<RegressionOutcome> {
        @Override
        public void add(RegressionOutcome outcome, long unit, double weight) {
            // The terms have all.
        }

        @Override
        public SliceMetrics metrics(ResampledSums sums, Resampling resampling) {
            List<MetricValue> metrics = new ArrayList<>();
            metrics.add(MeanMetric.of("rmse", SQUARED_ERROR, Math::sqrt, sums, resampling));
            metrics.add(MeanMetric.of("mae", ABSOLUTE_ERROR, sums, resampling));
            metrics.add(determination(sums, resampling));
            metrics.add(MeanMetric.of("mean-error", ERROR, sums, resampling));
            return new SliceMetrics(metrics, Optional.empty());
        }

        private static MetricValue determination(ResampledSums sums, Resampling resampling) {
            double value =
                    determination(
                            sums.weight(),
                            sums.sum(SQUARED_ERROR),
                            sums.sum(LABEL),
                            sums.sum(SQUARED_LABEL));
            if (Double.isNaN(value)) {
                return MetricValue.undefined("r2", "labels that do not differ");
            }
            var resampled = new double[resampling.count()];
            for (int i = 0; i < resampled.length; i++) {
                resampled[i] =
                        determination(
                                sums.weight(i),
                                sums.sum(SQUARED_ERROR, i),
                                sums.sum(LABEL, i),
                                sums.sum(SQUARED_LABEL, i));
            }
            return resampling.metric("r2", value, resampled);
        }

        private static double determination(
                double weight, double squaredErrors, double labels, double squaredLabels) {
            double variation = squaredLabels - labels * labels / weight;
            return variation > VARIANCE_MIN * squaredLabels
                    ? 1 - squaredErrors / variation
                    : Double.NaN;
        }

        @Override
        public void write(ByteWriter out) {
            // There is nothing to keep.
        }

        @Override
        public void read(ByteReader in) {
            // There is nothing to restore.
        }
    }
}
