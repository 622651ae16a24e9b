package dev.berth.placement.model;

/// Selection of the k-th smallest of numbers in linear time (Hoare's quickselect).
final class OrderStatistic {
    private OrderStatistic() {}

    /// The least value that a share of all does not exceed. Reorders the values.
    static double percentile(double[] values, double share) {
        int rank = (int) Math.ceil(share * values.length - 1e-9) - 1;
        return select(values, Math.max(0, Math.min(values.length - 1, rank)));
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
