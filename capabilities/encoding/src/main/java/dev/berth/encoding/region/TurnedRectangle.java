package dev.berth.encoding.region;

/// A rectangle that lies at any angle; y downwards.
///
/// @param unitX the direction of its first side, of length 1
/// @param unitY likewise; the second side is a quarter turn clockwise from it
/// @param width along the first side, at least 0
/// @param height along the second side, at least 0
record TurnedRectangle(
        double centreX, double centreY, double unitX, double unitY, double width, double height) {

    TurnedRectangle {
        if (!(Math.abs(Math.hypot(unitX, unitY) - 1) < 1e-6 && width >= 0 && height >= 0)) {
            throw new IllegalArgumentException(
                    "direction (%s, %s), sides %s and %s (expected: length 1, at least 0)"
                            .formatted(unitX, unitY, width, height));
        }
    }

    double area() {
        return width * height;
    }

    double shortSide() {
        return Math.min(width, height);
    }

    /// The same with so much more at each of the four sides.
    TurnedRectangle grown(double distance) {
        return new TurnedRectangle(
                centreX, centreY, unitX, unitY, width + 2 * distance, height + 2 * distance);
    }

    /// Its corners. Of the four directions along its sides the one that is nearest to the right
    /// leads from the first corner to the second; of two that are equally near, the one that goes
    /// up.
    Quad corners() {
        double alongX = unitX;
        double alongY = unitY;
        double length = width;
        double breadth = height;
        while (!(alongY >= -alongX && alongY < alongX)) {
            double turned = alongX;
            alongX = -alongY;
            alongY = turned;
            double swapped = length;
            length = breadth;
            breadth = swapped;
        }
        double halfX = alongX * length / 2;
        double halfY = alongY * length / 2;
        double downX = -alongY * breadth / 2;
        double downY = alongX * breadth / 2;
        return new Quad(
                new Quad.Point(centreX - halfX - downX, centreY - halfY - downY),
                new Quad.Point(centreX + halfX - downX, centreY + halfY - downY),
                new Quad.Point(centreX + halfX + downX, centreY + halfY + downY),
                new Quad.Point(centreX - halfX + downX, centreY - halfY + downY));
    }
}
