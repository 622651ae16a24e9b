package dev.berth.encoding.image;

/// The corners of a part of a picture, clockwise from its future top left; in pixels from the
/// picture's own top left corner, and not necessarily within the picture.
record Corners(
        double x0, double y0, double x1, double y1, double x2, double y2, double x3, double y3) {

    /// The longer of its future top and bottom sides.
    double width() {
        return Math.max(Math.hypot(x1 - x0, y1 - y0), Math.hypot(x2 - x3, y2 - y3));
    }

    /// The longer of its future left and right sides.
    double height() {
        return Math.max(Math.hypot(x3 - x0, y3 - y0), Math.hypot(x2 - x1, y2 - y1));
    }

    /// Whether they are finite and those of a convex quadrilateral with an area, in clockwise
    /// order; three of them may lie on a line.
    boolean areConvex() {
        double first = turn(x0, y0, x1, y1, x2, y2);
        double second = turn(x1, y1, x2, y2, x3, y3);
        double third = turn(x2, y2, x3, y3, x0, y0);
        double fourth = turn(x3, y3, x0, y0, x1, y1);
        double least = Math.min(Math.min(first, second), Math.min(third, fourth));
        double sum = first + second + third + fourth;
        // Rounding to floats bends a straight line by less than this.
        return least >= -1e-5 * sum && sum > 0 && sum < Double.POSITIVE_INFINITY;
    }

    /// Above 0 for a turn to the right, as one sees it.
    private static double turn(double ax, double ay, double bx, double by, double cx, double cy) {
        return (bx - ax) * (cy - by) - (by - ay) * (cx - bx);
    }

    /// The same part turned to the left by a right angle: its right side becomes the top.
    Corners turnedLeft() {
        return new Corners(x1, y1, x2, y2, x3, y3, x0, y0);
    }
}
