package dev.berth.batch.drift;

/// How far the values of a column are from those of the reference.
///
/// @param column of the source or of the output
/// @param isOutput whether it is a prediction
/// @param psi population stability index over at most 20 bins, 0 or more
/// @param missingShare of its rows
/// @param referenceMissingShare of those of the reference
public record ColumnDrift(
        String column,
        boolean isOutput,
        double psi,
        double missingShare,
        double referenceMissingShare) {
    /// Beyond this a population counts as another: N. Siddiqi, Credit Risk Scorecards, 2006.
    public static final double PSI_LARGE = 0.25;

    /// Whether the values count as those of another population.
    public boolean isLarge() {
        return psi > PSI_LARGE;
    }
}
