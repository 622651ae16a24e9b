package dev.berth.encoding.region;

/// The convex hull of a region, built while its rows are read from the top down.
///
/// Design: Andrew's monotone chain (1979), with the sort left out, as rows come sorted. A pixel is
/// a square; of all corners on one horizontal line between pixels only the first and the last can
/// be on the hull. Two chains are kept, of the first and of the last ones; a new point is appended
/// to each after removing those that no longer bend outwards. Each point is appended once and
/// removed at most once: O(rows).
///
/// The polygon runs clockwise as one sees it (y downwards), from the right end of the top down the
/// right side and up the left. No three neighbouring corners are on a line. Used for one region
/// after the other.
final class ConvexHull {
    private final int[] leftX;
    private final int[] leftY;
    private final int[] rightX;
    private final int[] rightY;
    private int lefts;
    private int rights;

    /// @param rowsMax of a region
    ConvexHull(int rowsMax) {
        leftX = new int[rowsMax + 1];
        leftY = new int[rowsMax + 1];
        rightX = new int[rowsMax + 1];
        rightY = new int[rowsMax + 1];
    }

    /// Takes one region.
    void of(RunLengthMask runs, Components components, int component) {
        lefts = 0;
        rights = 0;
        int place = components.start(component);
        int end = components.start(component + 1);
        int row = runs.rowOf(components.run(place));
        int leftAbove = Integer.MAX_VALUE;
        int rightAbove = Integer.MIN_VALUE;
        while (place < end) {
            int left = runs.from(components.run(place));
            int right = runs.to(components.run(place));
            // Runs are numbered by row and, in it, from the left: the last one ends furthest.
            while (++place < end && components.run(place) < runs.firstOf(row + 1)) {
                right = runs.to(components.run(place));
            }
            addLine(row, Math.min(left, leftAbove), Math.max(right, rightAbove));
            leftAbove = left;
            rightAbove = right;
            row++;
        }
        addLine(row, leftAbove, rightAbove);
    }

    private void addLine(int y, int left, int right) {
        while (lefts > 1 && bend(leftX, leftY, lefts, left, y) >= 0) {
            lefts--;
        }
        leftX[lefts] = left;
        leftY[lefts++] = y;
        while (rights > 1 && bend(rightX, rightY, rights, right, y) <= 0) {
            rights--;
        }
        rightX[rights] = right;
        rightY[rights++] = y;
    }

    /// Above 0 if the way over the last two points of a chain to (x, y) turns clockwise.
    private static long bend(int[] xs, int[] ys, int count, int x, int y) {
        long firstX = (long) xs[count - 1] - xs[count - 2];
        long firstY = (long) ys[count - 1] - ys[count - 2];
        return firstX * (y - ys[count - 1]) - firstY * (x - xs[count - 1]);
    }

    int size() {
        return lefts + rights;
    }

    int x(int corner) {
        return corner < rights ? rightX[corner] : leftX[lefts - 1 - (corner - rights)];
    }

    int y(int corner) {
        return corner < rights ? rightY[corner] : leftY[lefts - 1 - (corner - rights)];
    }
}
