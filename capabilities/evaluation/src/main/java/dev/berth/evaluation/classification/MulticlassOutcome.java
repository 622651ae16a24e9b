package dev.berth.evaluation.classification;

/// Outcome of one row of a task with several classes of which one is true. Immutable.
final class MulticlassOutcome {
    /// A decision for a class that is none of the task's.
    static final int OTHER = -1;

    /// A sum of probabilities may differ so from 1: models compute in float32.
    private static final double SUM_TOLERANCE = 1e-3;

    private final int label;
    private final int decision;
    private final double[] scores;
    private final boolean isProbability;

    /// @param scores of all classes, which are taken over; none if the task has decisions alone
    MulticlassOutcome(int label, int decision, double[] scores) {
        this.label = label;
        this.decision = decision;
        this.scores = scores;
        double sum = 0;
        boolean isWithin = scores.length > 0;
        for (double score : scores) {
            sum += score;
            isWithin &= score >= 0 && score <= 1;
        }
        isProbability = isWithin && Math.abs(sum - 1) <= SUM_TOLERANCE;
    }

    int label() {
        return label;
    }

    int decision() {
        return decision;
    }

    boolean isRight() {
        return label == decision;
    }

    double score(int category) {
        return scores[category];
    }

    /// Not to be changed.
    double[] scores() {
        return scores;
    }

    /// Whether the scores are probabilities: from 0 to 1, with a sum of about 1.
    boolean isProbability() {
        return isProbability;
    }

    /// The negative logarithm of the probability of the true class.
    double logLoss() {
        double sum = 0;
        for (double score : scores) {
            sum += Math.clamp(score, Losses.PROBABILITY_MIN, 1 - Losses.PROBABILITY_MIN);
        }
        double ofTrue =
                Math.clamp(scores[label], Losses.PROBABILITY_MIN, 1 - Losses.PROBABILITY_MIN);
        return -Math.log(ofTrue / sum);
    }

    /// The sum of the squared distances between the probabilities and what is true.
    double brier() {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += Losses.square(scores[i] - (i == label ? 1 : 0));
        }
        return sum;
    }
}
