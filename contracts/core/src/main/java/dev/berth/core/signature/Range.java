package dev.berth.core.signature;

import java.util.OptionalDouble;

/// The values that a number may take, both ends included; an absent end is open.
public record Range(OptionalDouble min, OptionalDouble max) {

    public Range {
        if (min.isPresent() && max.isPresent() && !(min.getAsDouble() <= max.getAsDouble())) {
            throw new IllegalArgumentException(
                    "range ["
                            + min.getAsDouble()
                            + ", "
                            + max.getAsDouble()
                            + "] (expected: min <= max)");
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
