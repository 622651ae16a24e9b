package dev.berth.evaluation.fairness;

import java.util.Locale;

/// Share of some decisions on a group, with the favourable decision as the positive one.
public enum GroupRate {
    /// Favourable decisions of all.
    SELECTION_RATE("no row"),
    /// Favourable decisions on qualified rows.
    TRUE_POSITIVE_RATE("no qualified row"),
    /// Favourable decisions on rows that are not qualified.
    FALSE_POSITIVE_RATE("no row that is not qualified"),
    /// Other decisions on qualified rows.
    FALSE_NEGATIVE_RATE("no qualified row"),
    /// Qualified rows of those with a favourable decision.
    PRECISION("no favourable decision"),
    /// Rows that are not qualified of those without a favourable decision.
    NEGATIVE_PREDICTIVE_VALUE("no decision but favourable ones"),
    /// Wrong decisions of all.
    ERROR_RATE("no row");

    private final String undefinedReason;

    GroupRate(String undefinedReason) {
        this.undefinedReason = undefinedReason;
    }

    /// Why the rate of a group is undefined, where it is.
    public String undefinedReason() {
        return undefinedReason;
    }

    /// The name in reports: `selection-rate`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
