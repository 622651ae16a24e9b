package dev.berth.deploy.schema;

import java.util.List;

/// A place of an object that its schema does not allow.
///
/// @param pointer JSON pointer of the place
/// @param keyword of the schema that it offends
/// @param key the unknown or missing key; empty if it is about the value
/// @param message of the validator
/// @param knownKeys keys that are allowed there, for an unknown one
public record SchemaMistake(
        String pointer, String keyword, String key, String message, List<String> knownKeys) {
    public SchemaMistake {
        knownKeys = List.copyOf(knownKeys);
    }
}
