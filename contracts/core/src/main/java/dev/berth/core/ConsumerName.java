package dev.berth.core;

/// The name of a consumer: 1 to 64 ASCII letters, digits, `.`, `_` or `-`, the first a letter or
/// digit. It appears as is in logs and metrics.
public record ConsumerName(String value) implements Comparable<ConsumerName> {
    private static final int LENGTH_MAX = 64;

    public ConsumerName {
        if (!NameFormat.fits(value, LENGTH_MAX)) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "consumer name '"
                            + SanitizedText.of(value)
                            + "' (expected: 1 to 64 of A-Z a-z 0-9 . _ - beginning with a letter"
                            + " or digit)",
                    "choose a name of this form");
        }
    }

    public static ConsumerName of(String value) {
        return new ConsumerName(value);
    }

    @Override
    public int compareTo(ConsumerName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
