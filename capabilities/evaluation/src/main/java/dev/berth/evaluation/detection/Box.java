package dev.berth.evaluation.detection;

/// Rectangle in a picture, in pixels or any other unit that both sides share. Edges are lines
/// without width: a box from 10 to 20 is 10 wide.
///
/// @param left at most `right`
/// @param top at most `bottom`
record Box(double left, double top, double right, double bottom) {
    Box {
        if (!(left <= right && top <= bottom)
                || !Double.isFinite(right - left)
                || !Double.isFinite(bottom - top)) {
            throw new IllegalArgumentException(
                    "box: %s, %s to %s, %s (expected: finite, left at most right, top at most bottom)"
                            .formatted(left, top, right, bottom));
        }
    }

    double area() {
        return (right - left) * (bottom - top);
    }

    /// Area that both have in common.
    double intersection(Box other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// Intersection over union, from 0 to 1; 0 of boxes without common area.
    double iou(Box other) {
        double common = intersection(other);
        return common > 0 ? common / (area() + other.area() - common) : 0;
    }

    /// The share of this box that lies in another, from 0 to 1.
    double shareIn(Box other) {
        double common = intersection(other);
        return common > 0 ? common / area() : 0;
    }
}
