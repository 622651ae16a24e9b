package dev.berth.evaluation.slicesearch;

import java.util.List;

/// Column of a sample whose values are divided into bins.
///
/// @param name of the column
/// @param bins the last may be that of missing values
/// @param starts where each interval begins, if bins are intervals; the first [#bins] are these
/// @param text of the intervals
/// @param codes of each row: the number of its bin, or that of [#none]
record BinnedColumn(
        String name, List<Bin> bins, List<Double> starts, IntervalText text, Codes codes) {
    /// Most bins of a column: as many categories as a declared column has slices.
    static final int BINS_MAX = 50;

    BinnedColumn {
        bins = List.copyOf(bins);
        starts = List.copyOf(starts);
    }

    /// The code of a row in no bin: its category is rare.
    int none() {
        return bins.size();
    }

    /// Whether a bin and the next are intervals that touch.
    boolean touchesNext(int bin) {
        return bin + 1 < starts.size();
    }

    /// Several neighbouring intervals as one.
    Bin join(int first, int last) {
        return text.interval(
                first == 0 ? Double.NEGATIVE_INFINITY : starts.get(first),
                last + 1 < starts.size() ? starts.get(last + 1) : Double.POSITIVE_INFINITY);
    }

    /// Codes of all rows, a byte each.
    static final class Codes {
        private final byte[] codes;

        Codes(int rows) {
            codes = new byte[rows];
        }

        void set(int row, int code) {
            codes[row] = (byte) code;
        }

        int of(int row) {
            return codes[row];
        }

        int rows() {
            return codes.length;
        }
    }
}
