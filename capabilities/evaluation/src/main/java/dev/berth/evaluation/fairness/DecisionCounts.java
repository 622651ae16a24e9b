package dev.berth.evaluation.fairness;

/// Decisions on one group by what would have been right: numbers of rows, or sums of their weights.
///
/// The *favourable* decision is the one that is good for a person, such as a granted loan; a row is
/// *qualified* if its label is the favourable one. Rates are between 0 and 1; a rate over no row is
/// NaN. Fairlearn gives 0 there, which makes a group without qualified rows look like one that is
/// always rejected.
///
/// @param granted favourable decisions on qualified rows (true positives)
/// @param wronglyGranted favourable decisions on other rows (false positives)
/// @param wronglyRefused other decisions on qualified rows (false negatives)
/// @param refused other decisions on other rows (true negatives)
public record DecisionCounts(
        double granted, double wronglyGranted, double wronglyRefused, double refused) {
    public static final DecisionCounts NONE = new DecisionCounts(0, 0, 0, 0);

    public DecisionCounts {
        if (!(granted >= 0 && wronglyGranted >= 0 && wronglyRefused >= 0 && refused >= 0)) {
            throw new IllegalArgumentException(
                    granted
                            + ", "
                            + wronglyGranted
                            + ", "
                            + wronglyRefused
                            + ", "
                            + refused
                            + " (expected: at least 0)");
        }
    }

    public double total() {
        return granted + wronglyGranted + wronglyRefused + refused;
    }

    public DecisionCounts plus(DecisionCounts other) {
        return new DecisionCounts(
                granted + other.granted,
                wronglyGranted + other.wronglyGranted,
                wronglyRefused + other.wronglyRefused,
                refused + other.refused);
    }

    /// The same with one more row of this weight.
    public DecisionCounts plus(boolean favourable, boolean qualified, double weight) {
        return new DecisionCounts(
                granted + (favourable && qualified ? weight : 0),
                wronglyGranted + (favourable && !qualified ? weight : 0),
                wronglyRefused + (!favourable && qualified ? weight : 0),
                refused + (!favourable && !qualified ? weight : 0));
    }

    /// Rows to which a rate refers.
    public double denominator(GroupRate rate) {
        return switch (rate) {
            case SELECTION_RATE, ERROR_RATE -> total();
            case TRUE_POSITIVE_RATE, FALSE_NEGATIVE_RATE -> granted + wronglyRefused;
            case FALSE_POSITIVE_RATE -> wronglyGranted + refused;
            case PRECISION -> granted + wronglyGranted;
            case NEGATIVE_PREDICTIVE_VALUE -> wronglyRefused + refused;
        };
    }

    /// Rows that a rate counts.
    public double numerator(GroupRate rate) {
        return switch (rate) {
            case SELECTION_RATE -> granted + wronglyGranted;
            case TRUE_POSITIVE_RATE, PRECISION -> granted;
            case FALSE_POSITIVE_RATE -> wronglyGranted;
            case FALSE_NEGATIVE_RATE -> wronglyRefused;
            case NEGATIVE_PREDICTIVE_VALUE -> refused;
            case ERROR_RATE -> wronglyGranted + wronglyRefused;
        };
    }

    /// The rate, NaN over no row.
    public double rate(GroupRate rate) {
        double denominator = denominator(rate);
        return denominator > 0 ? numerator(rate) / denominator : Double.NaN;
    }
}
