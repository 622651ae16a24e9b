package dev.berth.evaluation.description;

import dev.berth.evaluation.significance.Correction;

/// Settings of a search for slices.
///
/// @param level of significance, between 0 and 1: if no slice is worse, the probability that the
///   search finds any is at most this
/// @param correction for the number of slices that are tested
/// @param rowsMin fewest rows of a slice
/// @param effectSizeMin least effect, in standard deviations of the loss, that is worth a report
/// @param slicesMax most slices that are reported
public record SearchSettings(
        double level, Correction correction, int rowsMin, double effectSizeMin, int slicesMax) {
    /// Effects below 0.1 standard deviations are of no practical use: an error rate of 13 % instead
    /// of 10 %. Of a hundred rows a mean is about normal.
    public static final SearchSettings DEFAULT =
            new SearchSettings(0.05, Correction.BENJAMINI_HOCHBERG, 100, 0.1, 20);

    public SearchSettings {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level: " + level + " (expected: between 0 and 1)");
        }
        if (rowsMin < 2) {
            throw new IllegalArgumentException("rowsMin: " + rowsMin + " (expected: at least 2)");
        }
        if (!(effectSizeMin >= 0)) {
            throw new IllegalArgumentException(
                    "effectSizeMin: " + effectSizeMin + " (expected: at least 0)");
        }
        if (slicesMax < 1) {
            throw new IllegalArgumentException(
                    "slicesMax: " + slicesMax + " (expected: at least 1)");
        }
    }
}
