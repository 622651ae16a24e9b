package dev.berth.cards.requirement;

import java.util.OptionalDouble;

/// Bounds of a number, at least one of the two.
public record Bound(OptionalDouble atLeast, OptionalDouble atMost) {
    public Bound {
        if (atLeast.isEmpty() && atMost.isEmpty()) {
            throw new IllegalArgumentException("no bound (expected: a least or a greatest value)");
        }
    }

    /// Whether a value is within; NaN is not.
    public boolean admits(double value) {
        return (atLeast.isEmpty() || value >= atLeast.getAsDouble())
                && (atMost.isEmpty() || value <= atMost.getAsDouble());
    }

    /// Whether every value from `low` to `high` is within.
    public boolean admits(double low, double high) {
        return admits(low) && admits(high);
    }

    /// Such as `at least 0.8` or `between 0 and 0.1`.
    @Override
    public String toString() {
        if (atLeast.isPresent() && atMost.isPresent()) {
            return "between " + number(atLeast) + " and " + number(atMost);
        }
        return atLeast.isPresent() ? "at least " + number(atLeast) : "at most " + number(atMost);
    }

    private static String number(OptionalDouble bound) {
        return number(bound.getAsDouble());
    }

    /// As an author would write it: without a fraction of zero.
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
