package dev.berth.core;

/// The name of a model: 1 to 128 ASCII letters, digits, `.`, `_` or `-`, the first a letter or
/// digit. It appears as is in paths, URLs, metrics and logs, which is why nothing else is allowed.
public record ModelName(String value) implements Comparable<ModelName> {
    private static final int LENGTH_MAX = 128;

    public ModelName {
        if (!NameFormat.fits(value, LENGTH_MAX)) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "model name '"
                            + SanitizedText.of(value)
                            + "' (expected: 1 to 128 of A-Z a-z 0-9 . _ - beginning with a"
                            + " letter or digit)",
                    "choose a name of this form");
        }
    }

    public static ModelName of(String value) {
        return new ModelName(value);
    }

    @Override
    public int compareTo(ModelName other) {
        return value.compareTo(other.value);
    }

    /// Simpler than a record's own, as it is called for each request.
    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
