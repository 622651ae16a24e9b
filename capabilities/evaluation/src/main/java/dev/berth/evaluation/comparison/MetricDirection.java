package dev.berth.evaluation.comparison;

import java.util.Set;

/// Whether more of a metric is better or less.
public final class MetricDirection {
    /// Losses, errors and their rates. Names before a cut-off or class.
    private static final Set<String> LESS_IS_BETTER =
            Set.of(
                    "log-loss",
                    "brier",
                    "ece",
                    "mae",
                    "mse",
                    "rmse",
                    "median-absolute-error",
                    "mape",
                    "cer",
                    "wer",
                    "character-error-rate",
                    "word-error-rate",
                    "error-rate",
                    "hamming-loss",
                    "false-positive-rate",
                    "false-negative-rate");

    private MetricDirection() {}

    /// Whether a smaller value of a metric is the better one.
    ///
    /// @param metric its name, with a cut-off or class if it has one
    public static boolean isLessBetter(String metric) {
        int end = metric.length();
        for (char mark : new char[] {'@', '['}) {
            int at = metric.indexOf(mark);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return LESS_IS_BETTER.contains(metric.substring(0, end));
    }
}
