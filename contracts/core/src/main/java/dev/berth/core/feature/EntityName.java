package dev.berth.core.feature;

import dev.berth.core.ProblemException;

/// The name of an entity: 1 to 64 letters, digits and `_`, beginning with a letter.
public record EntityName(String value) implements Comparable<EntityName> {

    /// @throws ProblemException `name-invalid` if it is not of the form
    public EntityName {
        Identifier.require("entity name", value);
    }

    @Override
    public int compareTo(EntityName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
