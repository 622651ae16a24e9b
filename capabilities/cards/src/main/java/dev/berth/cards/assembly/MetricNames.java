package dev.berth.cards.assembly;

import java.util.Locale;
import java.util.Map;

/// Names of metrics as documents show them.
public final class MetricNames {
    /// Those that are not their words alone.
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("roc-auc", "ROC AUC"),
                    Map.entry("pr-auc", "PR AUC"),
                    Map.entry("average-precision", "average precision"),
                    Map.entry("f1", "F1"),
                    Map.entry("ece", "calibration error (ECE)"),
                    Map.entry("brier", "Brier score"),
                    Map.entry("brier-score", "Brier score"),
                    Map.entry("rmse", "RMSE"),
                    Map.entry("mae", "MAE"),
                    Map.entry("mse", "MSE"),
                    Map.entry("r2", "R²"),
                    Map.entry("ndcg", "nDCG"),
                    Map.entry("mrr", "MRR"),
                    Map.entry("map", "mAP"),
                    Map.entry("cer", "character error rate"),
                    Map.entry("wer", "word error rate"),
                    Map.entry("subgroup-auc", "subgroup AUC"),
                    Map.entry("bpsn-auc", "BPSN AUC"),
                    Map.entry("bnsp-auc", "BNSP AUC"),
                    Map.entry("pinned-auc", "pinned AUC"),
                    Map.entry("subgroup-auc-power-mean", "power mean of subgroup AUC"),
                    Map.entry("bpsn-auc-power-mean", "power mean of BPSN AUC"),
                    Map.entry("bnsp-auc-power-mean", "power mean of BNSP AUC"));

    private MetricNames() {}

    /// The name of a metric: of `recall[bad]` it is `recall of bad`, of `ndcg@10` `nDCG@10`.
    public static String shown(String metric) {
        int bracket = metric.indexOf('[');
        if (bracket > 0 && metric.endsWith("]")) {
            return shown(metric.substring(0, bracket))
                    + " of "
                    + metric.substring(bracket + 1, metric.length() - 1);
        }
        int at = metric.indexOf('@');
        if (at > 0) {
            return shown(metric.substring(0, at)) + metric.substring(at);
        }
        String known = NAMES.get(metric);
        return known == null ? metric.replace('-', ' ') : known;
    }

    /// The name at the start of a line or heading.
    public static String heading(String metric) {
        String shown = shown(metric);
        return shown.isEmpty()
                ? shown
                : shown.substring(0, 1).toUpperCase(Locale.ROOT) + shown.substring(1);
    }
}
