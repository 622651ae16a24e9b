package dev.berth.evaluation.text;

import java.util.Arrays;
import java.util.Optional;

/// Levenshtein distance of two sequences, with the number of each kind of edit.
///
/// Several shortest lists of edits may exist. The one counted has the most substitutions, so that
/// the numbers are unique: a cell of the table of prefixes holds the edits in its upper and the
/// insertions and deletions in its lower half, and the least of these sums is both.
///
/// A list of at most `t` edits keeps within `t` of the table's diagonal, so only this band is
/// computed, with `t` doubled until the distance fits; equal beginnings and ends are left out
/// before. That takes O(d n) time for a distance `d`, and O(d) memory.
///
/// Source: Wagner and Fischer, The String-to-String Correction Problem, 1974; Ukkonen, Algorithms
/// for Approximate String Matching, 1985.
final class EditDistance {
    private static final long SUBSTITUTION = 1L << Integer.SIZE;
    private static final long INSERTION_OR_DELETION = SUBSTITUTION + 1;

    /// More than any distance, and far from overflow.
    private static final long UNREACHABLE = Long.MAX_VALUE / 2;

    /// The first band: most texts differ by less.
    private static final int FIRST_BAND = 32;

    private EditDistance() {}

    /// Counts edits.
    ///
    /// @param cellsMax most cells to compute, each some nanoseconds
    /// @return empty if that does not suffice
    static Optional<EditCounts> between(int[] reference, int[] recognised, long cellsMax) {
        int start = Arrays.mismatch(reference, recognised);
        if (start < 0) {
            return Optional.of(new EditCounts(0, 0, 0, reference.length));
        }
        int referenceEnd = reference.length;
        int recognisedEnd = recognised.length;
        while (referenceEnd > start
                && recognisedEnd > start
                && reference[referenceEnd - 1] == recognised[recognisedEnd - 1]) {
            referenceEnd--;
            recognisedEnd--;
        }
        int[] rows = Arrays.copyOfRange(reference, start, referenceEnd);
        int[] columns = Arrays.copyOfRange(recognised, start, recognisedEnd);
        long cellsLeft = cellsMax;
        long longest = Math.max(rows.length, columns.length);
        long band = Math.max(FIRST_BAND, Math.abs(rows.length - columns.length));
        while (true) {
            band = Math.min(band, longest);
            cellsLeft -= (2 * band + 1) * rows.length;
            if (cellsLeft < 0) {
                return Optional.empty();
            }
            long cost = costWithin(rows, columns, (int) band);
            if (cost / SUBSTITUTION <= band) {
                return Optional.of(counts(cost, columns.length - rows.length, reference.length));
            }
            band *= 2;
        }
    }

    private static EditCounts counts(long cost, long excess, long referenceLength) {
        long edits = cost / SUBSTITUTION;
        long insertionsAndDeletions = cost % SUBSTITUTION;
        long insertions = (insertionsAndDeletions + excess) / 2;
        long deletions = insertionsAndDeletions - insertions;
        return new EditCounts(
                insertions, deletions, edits - insertionsAndDeletions, referenceLength);
    }

    /// The least cost of edits that keep within the band. One array holds the current row of the
    /// table, by `column - row + band`; the cell above is then one further on.
    private static long costWithin(int[] rows, int[] columns, int band) {
        int width = 2 * band + 1;
        long[] costs = new long[width + 1];
        Arrays.fill(costs, UNREACHABLE);
        for (int column = 0; column <= Math.min(band, columns.length); column++) {
            costs[column + band] = column * INSERTION_OR_DELETION;
        }
        for (int row = 1; row <= rows.length; row++) {
            int element = rows[row - 1];
            int first = Math.max(0, band - row);
            int last = Math.min(width - 1, columns.length - row + band);
            long left = UNREACHABLE;
            for (int at = first; at <= last; at++) {
                int column = at + row - band;
                long cost = costs[at + 1] + INSERTION_OR_DELETION;
                cost = Math.min(cost, left + INSERTION_OR_DELETION);
                if (column > 0) {
                    long diagonal = costs[at];
                    cost =
                            Math.min(
                                    cost,
                                    columns[column - 1] == element
                                            ? diagonal
                                            : diagonal + SUBSTITUTION);
                }
                costs[at] = cost;
                left = cost;
            }
            // Columns beyond the last have been left by the band.
            if (last + 1 < width) {
                costs[last + 1] = UNREACHABLE;
            }
        }
        return costs[columns.length - rows.length + band];
    }
}
