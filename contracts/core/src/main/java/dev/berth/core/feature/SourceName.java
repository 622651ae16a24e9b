package dev.berth.core.feature;

import dev.berth.core.ProblemException;

/// The name of a source: 1 to 64 letters, digits and `_`, beginning with a letter.
public record SourceName(String value) implements Comparable<SourceName> {

    /// @throws ProblemException `name-invalid` if it is not of the form
    public SourceName {
        Identifier.require("source name", value);
    }

    @Override
    public int compareTo(SourceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
