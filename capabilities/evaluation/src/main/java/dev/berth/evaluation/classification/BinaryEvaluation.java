package dev.berth.evaluation.classification;

import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.output.NumberOutput;
import dev.berth.evaluation.output.TextOutput;
import dev.berth.evaluation.task.BinaryScores;
import dev.berth.evaluation.task.Decisions;
import dev.berth.evaluation.task.ExplainedNumber;
import dev.berth.evaluation.task.LabelNumber;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;
import java.util.Optional;

/// Evaluation of a binary classifier: decisions by a threshold on the score of the positive class,
/// or by an output of their own.
public final class BinaryEvaluation implements TaskEvaluation<BinaryOutcome> {
    private static final double THRESHOLD = 0.5;

    private final BinaryLabel label;
    private final Optional<NumberOutput> score;
    private final Optional<TextOutput> decision;
    private final double threshold;
    private final int scoreLimit;

    private BinaryEvaluation(
            BinaryLabel label,
            Optional<NumberOutput> score,
            Optional<TextOutput> decision,
            double threshold,
            int scoreLimit) {
        this.label = label;
        this.score = score;
        this.decision = decision;
        this.threshold = threshold;
        this.scoreLimit = scoreLimit;
    }

    /// Prepares the evaluation of some data.
    ///
    /// @param scoreLimit of different scores that a slice keeps apart
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if data or signature do not fit
    public static BinaryEvaluation of(
            EvaluationDescription description, DataFile data, Signature signature, int scoreLimit) {
        BinaryLabel label = BinaryLabel.of(description.label(), data);
        Score where = description.score();
        Optional<TextOutput> decision =
                TextOutput.find(signature, where.decision(), "the predicted class");
        boolean hasScore =
                where.output().isPresent()
                        || decision.isEmpty()
                        || description.threshold().isPresent();
        Optional<NumberOutput> score =
                hasScore
                        ? Optional.of(
                                NumberOutput.of(
                                        signature,
                                        where.output(),
                                        where.element(),
                                        Optional.of(label.positive()),
                                        "the score"))
                        : Optional.empty();
        return new BinaryEvaluation(
                label,
                score,
                description.threshold().isPresent() ? Optional.empty() : decision,
                description.threshold().orElse(THRESHOLD),
                scoreLimit);
    }

    @Override
    public List<String> columns() {
        return List.of(label.column());
    }

    @Override
    public BinaryOutcome outcome(List<PredictedRow> unit) throws InvalidRowException {
        PredictedRow row = unit.getFirst();
        boolean positive = label.isPositive(row.row());
        double found = score.isPresent() ? score.get().read(row.prediction()) : Double.NaN;
        boolean decided =
                decision.isPresent()
                        ? label.isPositive(decision.get().read(row.prediction()))
                        : found >= threshold;
        return new BinaryOutcome(positive, found, decided);
    }

    @Override
    public int termCount() {
        return score.isPresent() ? BinaryState.TERMS : 0;
    }

    @Override
    public void terms(BinaryOutcome outcome, double[] terms) {
        if (terms.length == 0) {
            return;
        }
        boolean isProbability = outcome.isProbability();
        double ofTrue = outcome.positive() ? outcome.score() : 1 - outcome.score();
        terms[BinaryState.LOG_LOSS] = isProbability ? Losses.log(ofTrue) : 0;
        terms[BinaryState.BRIER] = isProbability ? Losses.square(1 - ofTrue) : 0;
    }

    /// The log loss of a probability; otherwise 1 for a wrong decision and 0 for a right one.
    @Override
    public double loss(BinaryOutcome outcome) {
        if (!outcome.isProbability()) {
            return outcome.isRight() ? 0 : 1;
        }
        return Losses.log(outcome.positive() ? outcome.score() : 1 - outcome.score());
    }

    @Override
    public Optional<ExplainedNumber> explained() {
        return score.map(NumberOutput::explained);
    }

    @Override
    public String lossName() {
        return score.isPresent() ? "log-loss" : "error-rate";
    }

    @Override
    public Optional<Decisions<BinaryOutcome>> decisions(String favourable) {
        boolean positive = label.isPositiveClass(favourable);
        return Optional.of(
                new Decisions<>() {
                    @Override
                    public boolean isFavourable(BinaryOutcome outcome) {
                        return outcome.decided() == positive;
                    }

                    @Override
                    public boolean isQualified(BinaryOutcome outcome) {
                        return outcome.positive() == positive;
                    }
                });
    }

    @Override
    public Optional<BinaryScores<BinaryOutcome>> binaryScores() {
        return score.map(
                output ->
                        new BinaryScores<>() {
                            @Override
                            public double score(BinaryOutcome outcome) {
                                return outcome.score();
                            }

                            @Override
                            public boolean isPositive(BinaryOutcome outcome) {
                                return outcome.positive();
                            }
                        });
    }

    @Override
    public Optional<LabelNumber<BinaryOutcome>> labelNumber() {
        return Optional.of(
                new LabelNumber<>(LabelNumber.Kind.BINARY, outcome -> outcome.positive() ? 1 : 0));
    }

    @Override
    public SliceState<BinaryOutcome> newState(long stream) {
        return new BinaryState(stream, score.isPresent(), scoreLimit);
    }
}
