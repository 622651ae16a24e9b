package dev.berth.core.feature;

import dev.berth.core.ProblemException;

/// The name of a feature view: 1 to 64 letters, digits and `_`, beginning with a letter.
public record ViewName(String value) implements Comparable<ViewName> {

    /// @throws ProblemException `name-invalid` if it is not of the form
    public ViewName {
        Identifier.require("view name", value);
    }

    @Override
    public int compareTo(ViewName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
