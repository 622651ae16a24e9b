package dev.berth.evaluation.classification;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.output.NumbersOutput;
import dev.berth.evaluation.output.TextOutput;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.TextValue;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Evaluation of a classifier whose truth is any subset of the classes: by a threshold on the score
/// of each class, or by an output with the decided classes.
///
/// A label is a list of classes: stored as one, as JSON, or as texts with `|` between; nothing is
/// none.
public final class MultilabelEvaluation implements TaskEvaluation<MultilabelOutcome> {
    private static final double THRESHOLD = 0.5;

    private final String label;
    private final Classes classes;
    private final Optional<NumbersOutput> scores;
    private final Optional<TextOutput> decision;
    private final double threshold;
    private final int scoreLimit;

    private MultilabelEvaluation(
            String label,
            Classes classes,
            Optional<NumbersOutput> scores,
            Optional<TextOutput> decision,
            double threshold,
            int scoreLimit) {
        this.label = label;
        this.classes = classes;
        this.scores = scores;
        this.decision = decision;
        this.threshold = threshold;
        this.scoreLimit = scoreLimit;
    }

    /// Prepares the evaluation of some data.
    ///
    /// @param scoreLimit of different scores that a slice keeps apart for each class
    /// @throws ProblemException `evaluation-invalid` if data or signature do not fit
    public static MultilabelEvaluation of(
            EvaluationDescription description, DataFile data, Signature signature, int scoreLimit) {
        data.require(description.label().column(), "the label");
        Optional<TextOutput> decision =
                TextOutput.find(signature, description.score().decision(), "the predicted classes");
        Optional<NumbersOutput> scores =
                NumbersOutput.find(
                        signature, description.score().output(), "the scores of the classes");
        List<String> categories =
                scores.map(NumbersOutput::categories)
                        .filter(names -> !names.isEmpty())
                        .or(() -> decision.map(TextOutput::categories))
                        .orElse(List.of());
        List<String> names =
                description.label().classes().isEmpty()
                        ? categories
                        : description.label().classes();
        if (names.isEmpty() || (scores.isEmpty() && decision.isEmpty())) {
            throw new ProblemException(
                    ProblemCode.EVALUATION_INVALID,
                    names.isEmpty()
                            ? "no classes (expected: `classes` of the label, or categories of an"
                                    + " output)"
                            : "no output with a list of numbers, and no decision (expected: one of"
                                    + " the two)",
                    "declare what is missing");
        }
        var classes = new Classes(names);
        scores.ifPresent(
                output ->
                        output.size().ifPresent(size -> classes.requireCount(size, output.name())));
        return new MultilabelEvaluation(
                description.label().column(),
                classes,
                scores,
                description.threshold().isPresent() && scores.isPresent()
                        ? Optional.empty()
                        : decision,
                description.threshold().orElse(THRESHOLD),
                scoreLimit);
    }

    @Override
    public List<String> columns() {
        return List.of(label);
    }

    @Override
    public MultilabelOutcome outcome(List<PredictedRow> unit) throws InvalidRowException {
        PredictedRow row = unit.getFirst();
        var labels = new double[classes.count()];
        for (String name : labels(row.row())) {
            labels[classes.require(label, name)] = 1;
        }
        double[] found =
                scores.isPresent()
                        ? scores.get().read(row.prediction(), classes.count())
                        : new double[0];
        var decisions = new double[classes.count()];
        if (decision.isPresent()) {
            for (String name : decision.get().readAll(row.prediction())) {
                decisions[classes.require(decision.get().name(), name)] = 1;
            }
        } else {
            for (int i = 0; i < decisions.length; i++) {
                decisions[i] = found[i] >= threshold ? 1 : 0;
            }
        }
        return new MultilabelOutcome(labels, decisions, found);
    }

    private List<String> labels(DataRow row) throws InvalidRowException {
        Object value = row.value(label);
        if (value instanceof List<?> list) {
            return texts(list);
        }
        String text = row.text(label);
        if (text == null || text.isBlank()) {
            return List.of();
        }
        return text.startsWith("[")
                ? texts(TextValue.list(label, text))
                : Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
    }

    private static List<String> texts(List<?> values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            texts.add(String.valueOf(TextValue.of(value)));
        }
        return texts;
    }

    @Override
    public int termCount() {
        return MultilabelState.TERMS;
    }

    @Override
    public void terms(MultilabelOutcome outcome, double[] terms) {
        double hamming = outcome.hammingLoss();
        boolean isProbability = outcome.isProbability();
        terms[MultilabelState.EXACT_MATCH] = hamming == 0 ? 1 : 0;
        terms[MultilabelState.HAMMING_LOSS] = hamming;
        terms[MultilabelState.LOG_LOSS] = isProbability ? outcome.logLoss() : 0;
        terms[MultilabelState.BRIER] = isProbability ? outcome.brier() : 0;
    }

    /// The log loss of probabilities; otherwise the share of the classes that were decided wrongly.
    @Override
    public double loss(MultilabelOutcome outcome) {
        return outcome.isProbability() ? outcome.logLoss() : outcome.hammingLoss();
    }

    @Override
    public SliceState<MultilabelOutcome> newState(long stream) {
        return new MultilabelState(stream, classes, scores.isPresent(), scoreLimit);
    }
}
