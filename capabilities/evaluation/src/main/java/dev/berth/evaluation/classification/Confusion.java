package dev.berth.evaluation.classification;

/// Decisions on one class by what was true: weights of units.
///
/// Every rate is NaN where its denominator is 0, unlike in scikit-learn, which gives 0 with a
/// warning: of a class that was never predicted the precision is not known to be bad.
///
/// @param truePositive units of the class that were decided to be
/// @param falsePositive units of others that were decided to be of the class
/// @param falseNegative units of the class that were decided not to be
/// @param trueNegative units of others that were decided not to be of the class
record Confusion(
        double truePositive, double falsePositive, double falseNegative, double trueNegative) {

    double total() {
        return truePositive + falsePositive + falseNegative + trueNegative;
    }

    double positives() {
        return truePositive + falseNegative;
    }

    double negatives() {
        return falsePositive + trueNegative;
    }

    double predicted() {
        return truePositive + falsePositive;
    }

    double accuracy() {
        return (truePositive + trueNegative) / total();
    }

    double precision() {
        return truePositive / predicted();
    }

    double recall() {
        return truePositive / positives();
    }

    double specificity() {
        return trueNegative / negatives();
    }

    double balancedAccuracy() {
        return (recall() + specificity()) / 2;
    }

    /// The harmonic mean of precision and recall; 0 if one of them is 0 or undefined and the other
    /// is not.
    double f1() {
        return 2 * truePositive / (2 * truePositive + falsePositive + falseNegative);
    }

    double prevalence() {
        return positives() / total();
    }
}
