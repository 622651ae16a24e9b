package dev.berth.encoding.region;

/// The sums of a map's values along its rows, so that the sum of any stretch of a row takes one
/// subtraction, and the mean within a shape a subtraction for each row.
///
/// Values are kept as whole numbers in units of 2^-16, from 0 to 1: differences of their sums are
/// exact (an int that runs over comes back), which floats would not be.
final class RowSums {
    private static final double UNIT = 1 << 16;

    private final int width;
    private final int height;
    private final int[] sums;

    RowSums(int width, int height) {
        this.width = width;
        this.height = height;
        this.sums = new int[Math.multiplyExact(width + 1, height)];
    }

    /// Takes the values of a row; below 0 and what is no number counts as 0, above 1 as 1.
    void setRow(int row, float[] values) {
        int at = row * (width + 1);
        int sum = 0;
        for (int x = 0; x < width; x++) {
            sum += (int) (Math.clamp(values[x], 0f, 1f) * UNIT);
            sums[++at] = sum;
        }
    }

    /// The mean of the pixels whose centres lie within a quadrilateral; 0 if there are none.
    ///
    /// @param quad convex
    double meanWithin(Quad quad) {
        int first = Math.max((int) Math.ceil(quad.top() - 0.5), 0);
        int last = Math.min((int) Math.floor(quad.bottom() - 0.5), height - 1);
        long sum = 0;
        long count = 0;
        for (int row = first; row <= last; row++) {
            double left = Double.POSITIVE_INFINITY;
            double right = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < 4; i++) {
                Quad.Point from = quad.corner(i);
                Quad.Point to = quad.corner((i + 1) % 4);
                if (crosses(from, to, row + 0.5)) {
                    double x = crossing(from, to, row + 0.5);
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                }
            }
            int start = Math.max((int) Math.ceil(left - 0.5), 0);
            int end = Math.min((int) Math.floor(right - 0.5) + 1, width);
            if (start < end) {
                int at = row * (width + 1);
                sum += Integer.toUnsignedLong(sums[at + end] - sums[at + start]);
                count += end - start;
            }
        }
        return count == 0 ? 0 : sum / UNIT / count;
    }

    /// The mean of the pixels of a region.
    double meanOf(RunLengthMask runs, Components components, int component) {
        int place = components.start(component);
        int row = runs.rowOf(components.run(place));
        long sum = 0;
        long count = 0;
        for (; place < components.start(component + 1); place++) {
            int run = components.run(place);
            while (run >= runs.firstOf(row + 1)) {
                row++;
            }
            int at = row * (width + 1);
            sum += Integer.toUnsignedLong(sums[at + runs.to(run)] - sums[at + runs.from(run)]);
            count += runs.to(run) - runs.from(run);
        }
        return sum / UNIT / count;
    }

    private static boolean crosses(Quad.Point from, Quad.Point to, double y) {
        return y >= Math.min(from.y(), to.y()) && y <= Math.max(from.y(), to.y());
    }

    private static double crossing(Quad.Point from, Quad.Point to, double y) {
        return from.y() == to.y()
                ? from.x()
                : from.x() + (to.x() - from.x()) * (y - from.y()) / (to.y() - from.y());
    }
}
