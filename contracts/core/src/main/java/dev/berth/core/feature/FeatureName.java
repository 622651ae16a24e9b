package dev.berth.core.feature;

import dev.berth.core.ProblemException;

/// The name of a feature, unique within its view: 1 to 64 letters, digits and `_`, beginning with a
/// letter.
public record FeatureName(String value) implements Comparable<FeatureName> {

    /// @throws ProblemException `name-invalid` if it is not of the form
    public FeatureName {
        Identifier.require("feature name", value);
    }

    @Override
    public int compareTo(FeatureName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
