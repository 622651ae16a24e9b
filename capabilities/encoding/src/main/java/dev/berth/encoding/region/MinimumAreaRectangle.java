package dev.berth.encoding.region;

/// The rectangle of least area around a convex polygon.
///
/// Design: one side of such a rectangle lies along an edge of the polygon (Freeman and Shapira
/// 1975), so there are as many to try as edges. Three corners of the polygon touch the other sides:
/// the furthest ahead in the edge's direction, the furthest from the edge, the furthest behind.
/// From edge to edge they only move on around the polygon, never back (rotating calipers, Toussaint
/// 1983): O(corners) for all of them.
///
/// Lengths along an edge stay whole numbers, in units of the edge's own length, until areas are
/// compared; coordinates up to 2^14 have products below 2^62.
final class MinimumAreaRectangle {
    private final ConvexHull hull;
    private final int size;
    private int ahead;
    private int far;
    private int behind;

    private MinimumAreaRectangle(ConvexHull hull) {
        this.hull = hull;
        this.size = hull.size();
    }

    /// @param hull of at least 3 corners
    static TurnedRectangle leastRectangle(ConvexHull hull) {
        var calipers = new MinimumAreaRectangle(hull);
        int best = 0;
        double bestArea = Double.POSITIVE_INFINITY;
        for (int edge = 0; edge < calipers.size; edge++) {
            double area = calipers.area(edge);
            if (area < bestArea) {
                bestArea = area;
                best = edge;
            }
        }
        return new MinimumAreaRectangle(hull).rectangle(best);
    }

    private double area(int edge) {
        touch(edge);
        long x = deltaX(edge);
        long y = deltaY(edge);
        long width = along(ahead, x, y) - along(behind, x, y);
        long height = along(far, -y, x) - along(edge, -y, x);
        return (double) width * height / (x * x + y * y);
    }

    /// Moves on to the corners that touch the rectangle along an edge.
    private void touch(int edge) {
        long x = deltaX(edge);
        long y = deltaY(edge);
        ahead = Math.max(ahead, edge + 1);
        while (step(ahead, x, y) > 0) {
            ahead++;
        }
        far = Math.max(far, ahead);
        while (step(far, -y, x) > 0) {
            far++;
        }
        behind = Math.max(behind, far);
        while (step(behind, x, y) < 0) {
            behind++;
        }
    }

    private TurnedRectangle rectangle(int edge) {
        touch(edge);
        long x = deltaX(edge);
        long y = deltaY(edge);
        double length = Math.sqrt((double) (x * x + y * y));
        double unitX = x / length;
        double unitY = y / length;
        double from = along(behind, x, y) / length;
        double to = along(ahead, x, y) / length;
        double near = along(edge, -y, x) / length;
        double opposite = along(far, -y, x) / length;
        double middle = (from + to) / 2;
        double depth = (near + opposite) / 2;
        return new TurnedRectangle(
                middle * unitX - depth * unitY,
                middle * unitY + depth * unitX,
                unitX,
                unitY,
                to - from,
                opposite - near);
    }

    /// How far a corner lies in a direction.
    private long along(int corner, long x, long y) {
        int at = corner % size;
        return hull.x(at) * x + hull.y(at) * y;
    }

    /// How far the edge that begins at a corner leads in a direction.
    private long step(int corner, long x, long y) {
        return deltaX(corner) * x + deltaY(corner) * y;
    }

    private long deltaX(int edge) {
        return (long) hull.x((edge + 1) % size) - hull.x(edge % size);
    }

    private long deltaY(int edge) {
        return (long) hull.y((edge + 1) % size) - hull.y(edge % size);
    }
}
