package dev.berth.evaluation.comparison;

/// Result of a test on the units that two candidates both answered.
///
/// @param first candidate
/// @param second candidate
/// @param measure what is compared: `loss`, `accuracy` or `roc-auc`
/// @param difference the first's value less the second's
/// @param low lower end of the confidence interval of the difference; NaN if there is none
/// @param high upper end; NaN if there is none
/// @param pValue how likely a difference at least so large is if there is none; two-sided
/// @param adjustedPValue corrected for the number of pairs (Holm)
/// @param method name of the test
/// @param units that were compared
public record PairedTest(
        String first,
        String second,
        String measure,
        double difference,
        double low,
        double high,
        double pValue,
        double adjustedPValue,
        Method method,
        long units) {

    /// Test of a difference.
    public enum Method {
        /// Student's test of the mean of differences.
        PAIRED_T("paired t"),
        /// McNemar's exact test of two proportions on the same units.
        MCNEMAR("McNemar, exact"),
        /// DeLong's test of two areas under the ROC curve on the same units.
        DELONG("DeLong");

        private final String label;

        Method(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    PairedTest withAdjusted(double adjusted) {
        return new PairedTest(
                first, second, measure, difference, low, high, pValue, adjusted, method, units);
    }

    /// Whether the difference is significant at a level, among those of all pairs.
    public boolean isSignificant(double level) {
        return adjustedPValue <= level;
    }
}
