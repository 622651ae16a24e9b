package dev.berth.core.signature;

import java.util.OptionalDouble;

/// The values that a number may take, both ends included; an absent end is open.
public record Range(OptionalDouble min, OptionalDouble max) {

    public Range {
        double low = min.orElse(Double.NEGATIVE_INFINITY);
        double high = max.orElse(Double.POSITIVE_INFINITY);
        // Written so that NaN fails as well.
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "range [" + low + ", " + high + "] (expected: min <= max)");
        }
    }

    public static Range between(double min, double max) {
        return new Range(OptionalDouble.of(min), OptionalDouble.of(max));
    }

    /// Whether the value lies inside; NaN never does.
    public boolean contains(double value) {
        return value >= min.orElse(Double.NEGATIVE_INFINITY)
                && value <= max.orElse(Double.POSITIVE_INFINITY);
    }

    @Override
    public String toString() {
        return (min.isPresent() ? number(min.getAsDouble()) : "-∞")
                + " to "
                + (max.isPresent() ? number(max.getAsDouble()) : "∞");
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
