package dev.berth.encoding.image;

/// Method of computing a sample between pixels from those around it.
enum Interpolation {
    /// The nearest pixel.
    NEAREST(0.5),
    /// A triangle: weights fall linearly to zero at the next pixel.
    BILINEAR(1),
    /// A cubic with a = -0.5 (Keys 1981), which keeps edges sharper.
    BICUBIC(2);

    private final double radius;

    Interpolation(double radius) {
        this.radius = radius;
    }

    /// Beyond this distance, in pixels, the weight is zero.
    double radius() {
        return radius;
    }

    double weight(double distance) {
        double x = Math.abs(distance);
        return switch (this) {
            case NEAREST -> x <= 0.5 ? 1 : 0;
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case BICUBIC -> {
                if (x < 1) {
                    yield (1.5 * x - 2.5) * x * x + 1;
                }
                yield x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
            }
        };
    }
}
