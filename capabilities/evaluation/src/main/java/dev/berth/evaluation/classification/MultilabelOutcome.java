package dev.berth.evaluation.classification;

/// Outcome of one row of a task whose truth is any subset of the classes. Immutable.
final class MultilabelOutcome {
    private final double[] labels;
    private final double[] decisions;
    private final double[] scores;
    private final boolean isProbability;

    /// Takes over the arrays.
    ///
    /// @param labels 1 for each class that is true, else 0
    /// @param decisions 1 for each class that was decided, else 0
    /// @param scores of all classes; none if the task has decisions alone
    MultilabelOutcome(double[] labels, double[] decisions, double[] scores) {
        this.labels = labels;
        this.decisions = decisions;
        this.scores = scores;
        boolean isWithin = scores.length > 0;
        for (double score : scores) {
            isWithin &= score >= 0 && score <= 1;
        }
        isProbability = isWithin;
    }

    /// Not to be changed.
    double[] labels() {
        return labels;
    }

    /// Not to be changed.
    double[] decisions() {
        return decisions;
    }

    /// Not to be changed.
    double[] scores() {
        return scores;
    }

    boolean isProbability() {
        return isProbability;
    }

    /// The share of the classes that were decided wrongly.
    double hammingLoss() {
        double wrong = 0;
        for (int i = 0; i < labels.length; i++) {
            wrong += labels[i] == decisions[i] ? 0 : 1;
        }
        return wrong / labels.length;
    }

    /// The mean log loss of the classes.
    double logLoss() {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            sum += Losses.log(labels[i] > 0 ? scores[i] : 1 - scores[i]);
        }
        return sum / labels.length;
    }

    /// The mean squared distance of the probabilities from what is true.
    double brier() {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            sum += Losses.square(scores[i] - labels[i]);
        }
        return sum / labels.length;
    }
}
