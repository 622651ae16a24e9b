package dev.berth.placement.model;

/// Selection of the k-th smallest of numbers in linear time (Hoare's quickselect).
final class OrderStatistic {
    private OrderStatistic() {}

    /// The least value that a share of all does not exceed. Reorders the values.
    static double percentile(double[] values, double share) {
        return select(values, rank(values.length, share));
    }

    /// Whether the percentile is at most a limit, without selecting it.
    static boolean isAtMost(double[] values, double share, double limit) {
        int beyond = values.length - 1 - rank(values.length, share);
        for (double value : values) {
            if (value > limit && --beyond < 0) {
                return false;
            }
        }
        return true;
    }

    private static int rank(int count, double share) {
        int rank = (int) Math.ceil(share * count - 1e-9) - 1;
        return Math.max(0, Math.min(count - 1, rank));
    }

    private static double select(double[] values, int rank) {
        int low = 0;
        int high = values.length - 1;
        while (low < high) {
            double pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double value = values[i];
                    values[i++] = values[j];
                    values[j--] = value;
                }
            }
            if (rank <= j) {
                high = j;
            } else if (rank >= i) {
                low = i;
            } else {
                return values[rank];
            }
        }
        return values[rank];
    }
}
