package dev.berth.encoding.region;

/// A quadrilateral: its corners clockwise from the top left, y downwards.
record Quad(Point topLeft, Point topRight, Point bottomRight, Point bottomLeft) {

    /// A place, from the top left corner of what it lies in.
    record Point(double x, double y) {}

    Point corner(int index) {
        return switch (index) {
            case 0 -> topLeft;
            case 1 -> topRight;
            case 2 -> bottomRight;
            case 3 -> bottomLeft;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    /// The mean height of the corners from the top.
    double centreY() {
        return (topLeft.y + topRight.y + bottomRight.y + bottomLeft.y) / 4;
    }

    /// The same from the left.
    double centreX() {
        return (topLeft.x + topRight.x + bottomRight.x + bottomLeft.x) / 4;
    }

    /// The height of the highest corner.
    double top() {
        return Math.min(Math.min(topLeft.y, topRight.y), Math.min(bottomRight.y, bottomLeft.y));
    }

    /// The height of the lowest corner.
    double bottom() {
        return Math.max(Math.max(topLeft.y, topRight.y), Math.max(bottomRight.y, bottomLeft.y));
    }

    double verticalExtent() {
        return bottom() - top();
    }
}
