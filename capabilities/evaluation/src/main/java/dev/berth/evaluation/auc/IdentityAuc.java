package dev.berth.evaluation.auc;

/// Areas under the ROC curve that show how scores treat rows with an identity, such as texts which
/// mention one, beside the *background*: all rows without it. Each is NaN without the rows it
/// needs.
///
/// Below, *positive* is the label that the score predicts, such as toxic. 0.5 is chance, 1 is
/// perfect.
///
/// Source: Borkan, Dixon, Sorensen, Thain and Vasserman, Nuanced Metrics for Measuring Unintended
/// Bias with Real Data for Text Classification, WWW 2019. Pinned AUC: Dixon et al., Measuring and
/// Mitigating Unintended Bias in Text Classification, AIES 2018, as Mitchell et al., Model Cards
/// for Model Reporting, FAT* 2019, use it.
///
/// @param subgroup among rows with the identity: low if the score does not separate their positive
///   from their negative rows
/// @param bpsn background positive, subgroup negative: low if negative rows with the identity score
///   higher than positive rows without, that is, where the identity makes false positives
/// @param bnsp background negative, subgroup positive: low if positive rows with the identity score
///   lower than negative rows without, that is, where it makes false negatives
/// @param pinned among rows with the identity and as many of the background. Deprecated by its
///   authors, see [#PINNED_DEPRECATION]. The background is weighted so that it has the same total
///   as the identity, instead of drawn at random: the same without chance.
public record IdentityAuc(double subgroup, double bpsn, double bnsp, double pinned) {
    /// What is to be stated wherever a pinned AUC is shown.
    public static final String PINNED_DEPRECATION =
            "pinned AUC, which Mitchell et al. 2019 use, is deprecated by its authors: it depends on"
                    + " how many rows of the identity are positive, shows bias where there is none"
                    + " if that share differs from the background's, and may miss it (Borkan et al."
                    + " 2019, Limitations of Pinned AUC for Measuring Unintended Bias); decide by"
                    + " subgroup AUC, BPSN AUC and BNSP AUC";

    public static IdentityAuc of(ScoreCounts subgroup, ScoreCounts background) {
        return new IdentityAuc(
                subgroup.auc(),
                ScoreCounts.auc(background, subgroup),
                ScoreCounts.auc(subgroup, background),
                pinned(subgroup, background));
    }

    private static double pinned(ScoreCounts subgroup, ScoreCounts background) {
        double weight = subgroup.total() / background.total();
        return weight < Double.POSITIVE_INFINITY
                ? ScoreCounts.mixedAuc(subgroup, background, weight)
                : Double.NaN;
    }
}
