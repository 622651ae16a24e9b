package dev.berth.encoding.region;

import java.util.Arrays;

/// The pixels of a map that are above a threshold, row by row, as runs: stretches without a gap.
/// Filled once, from the top row on.
final class RunLengthMask {
    private final int[] rowStart;
    private int rows;
    private int count;
    private int[] from = new int[256];
    private int[] to = new int[256];

    RunLengthMask(int height) {
        rowStart = new int[height + 1];
    }

    /// Adds the next row. What is no number is not above anything.
    void addRow(float[] values, int width, double threshold) {
        int start = -1;
        for (int x = 0; x < width; x++) {
            boolean above = values[x] > threshold;
            if (above && start < 0) {
                start = x;
            } else if (!above && start >= 0) {
                add(start, x);
                start = -1;
            }
        }
        if (start >= 0) {
            add(start, width);
        }
        rowStart[++rows] = count;
    }

    private void add(int first, int end) {
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
        }
        from[count] = first;
        to[count++] = end;
    }

    int count() {
        return count;
    }

    int rows() {
        return rows;
    }

    /// The index of the first run of a row, or of a later row if it has none.
    int firstOf(int row) {
        return rowStart[row];
    }

    /// The row that a run lies in.
    int rowOf(int run) {
        int low = 0;
        int high = rows - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (rowStart[middle] <= run) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// The first pixel of a run.
    int from(int run) {
        return from[run];
    }

    /// The pixel behind the last of a run.
    int to(int run) {
        return to[run];
    }
}
