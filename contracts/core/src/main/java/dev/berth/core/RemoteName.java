package dev.berth.core;

/// The name of a group of other servers: 1 to 64 letters, digits, `.`, `_` and `-`, beginning with
/// a letter or digit.
public record RemoteName(String value) implements Comparable<RemoteName> {
    private static final int LENGTH_MAX = 64;

    /// @throws ProblemException `name-invalid` if it is not of the form
    public RemoteName {
        if (!NameFormat.fits(value, LENGTH_MAX)) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "remote name '"
                            + SanitizedText.of(value)
                            + "' (expected: 1 to 64 of A-Z a-z 0-9 . _ - beginning with a letter"
                            + " or digit)",
                    "choose a name of this form");
        }
    }

    @Override
    public int compareTo(RemoteName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
