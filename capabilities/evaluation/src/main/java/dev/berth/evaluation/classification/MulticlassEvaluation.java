package dev.berth.evaluation.classification;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.output.NumbersOutput;
import dev.berth.evaluation.output.TextOutput;
import dev.berth.evaluation.task.Decisions;
import dev.berth.evaluation.task.LabelNumber;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;
import java.util.Optional;

/// Evaluation of a classifier with several classes, one of which is true: by the scores of all
/// classes, by an output with the decided class, or both.
public final class MulticlassEvaluation implements TaskEvaluation<MulticlassOutcome> {
    private final String label;
    private final Classes classes;
    private final Optional<NumbersOutput> scores;
    private final Optional<TextOutput> decision;
    private final int scoreLimit;

    private MulticlassEvaluation(
            String label,
            Classes classes,
            Optional<NumbersOutput> scores,
            Optional<TextOutput> decision,
            int scoreLimit) {
        this.label = label;
        this.classes = classes;
        this.scores = scores;
        this.decision = decision;
        this.scoreLimit = scoreLimit;
    }

    /// Prepares the evaluation of some data.
    ///
    /// @param scoreLimit of different scores that a slice keeps apart for each class
    /// @throws ProblemException `evaluation-invalid` if data or signature do not fit
    public static MulticlassEvaluation of(
            EvaluationDescription description, DataFile data, Signature signature, int scoreLimit) {
        String label = description.label().column();
        data.require(label, "the label");
        Optional<TextOutput> decision =
                TextOutput.find(signature, description.score().decision(), "the predicted class");
        Optional<NumbersOutput> scores =
                NumbersOutput.find(
                        signature, description.score().output(), "the scores of the classes");
        if (scores.isEmpty() && decision.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.EVALUATION_INVALID,
                    "no output with a list of numbers, and no decision (expected: one of the two)",
                    "name the output with the predicted class as `decision` of `score`");
        }
        List<String> categories =
                scores.map(NumbersOutput::categories)
                        .filter(names -> !names.isEmpty())
                        .or(() -> decision.map(TextOutput::categories))
                        .orElse(List.of());
        Classes classes = Classes.of(description.label().classes(), categories, data, label);
        scores.ifPresent(
                output ->
                        output.size().ifPresent(size -> classes.requireCount(size, output.name())));
        return new MulticlassEvaluation(label, classes, scores, decision, scoreLimit);
    }

    @Override
    public List<String> columns() {
        return List.of(label);
    }

    @Override
    public MulticlassOutcome outcome(List<PredictedRow> unit) throws InvalidRowException {
        PredictedRow row = unit.getFirst();
        int truth = label(row.row());
        double[] found =
                scores.isPresent()
                        ? scores.get().read(row.prediction(), classes.count())
                        : new double[0];
        int decided =
                decision.isPresent()
                        ? classes.position(decision.get().read(row.prediction()))
                        : greatest(found);
        return new MulticlassOutcome(truth, decided, found);
    }

    private int label(DataRow row) throws InvalidRowException {
        String text = row.text(label);
        if (text == null) {
            throw new InvalidRowException(label, "no label (expected: one of the classes)");
        }
        return classes.require(label, text);
    }

    /// The position of the greatest number; of several the first.
    private static int greatest(double[] numbers) {
        int greatest = 0;
        for (int i = 1; i < numbers.length; i++) {
            if (numbers[i] > numbers[greatest]) {
                greatest = i;
            }
        }
        return greatest;
    }

    @Override
    public int termCount() {
        return scores.isPresent() ? MulticlassState.TERMS : 0;
    }

    @Override
    public void terms(MulticlassOutcome outcome, double[] terms) {
        if (terms.length > 0) {
            boolean isProbability = outcome.isProbability();
            terms[MulticlassState.LOG_LOSS] = isProbability ? outcome.logLoss() : 0;
            terms[MulticlassState.BRIER] = isProbability ? outcome.brier() : 0;
        }
    }

    /// The log loss of probabilities; otherwise 1 for a wrong decision and 0 for a right one.
    @Override
    public double loss(MulticlassOutcome outcome) {
        if (outcome.isProbability()) {
            return outcome.logLoss();
        }
        return outcome.isRight() ? 0 : 1;
    }

    @Override
    public String lossName() {
        return scores.isPresent() ? "log-loss" : "error-rate";
    }

    @Override
    public Optional<Decisions<MulticlassOutcome>> decisions(String favourable) {
        int position = classes.position(favourable);
        if (position < 0) {
            throw new ProblemException(
                    ProblemCode.EVALUATION_INVALID,
                    "favourable class '"
                            + SanitizedText.of(favourable)
                            + "' (expected: one of the classes of column '"
                            + label
                            + "')",
                    "correct `favourable` of `fairness`");
        }
        return Optional.of(
                new Decisions<>() {
                    @Override
                    public boolean isFavourable(MulticlassOutcome outcome) {
                        return outcome.decision() == position;
                    }

                    @Override
                    public boolean isQualified(MulticlassOutcome outcome) {
                        return outcome.label() == position;
                    }
                });
    }

    @Override
    public Optional<LabelNumber<MulticlassOutcome>> labelNumber() {
        return Optional.of(new LabelNumber<>(LabelNumber.Kind.CLASSES, MulticlassOutcome::label));
    }

    @Override
    public SliceState<MulticlassOutcome> newState(long stream) {
        return new MulticlassState(stream, classes, scores.isPresent(), scoreLimit);
    }
}
