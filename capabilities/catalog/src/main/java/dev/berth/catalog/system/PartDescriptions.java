package dev.berth.catalog.system;

import dev.berth.core.system.ValidationError;
import java.util.List;
import java.util.Map;

/// The descriptions of the parts of one system, by type, as they were read at one time.
///
/// @param errors of reading, those of each part in the order of files and lines
public record PartDescriptions(Map<Class<?>, Object> byType, List<ValidationError> errors) {
    public PartDescriptions {
        byType = Map.copyOf(byType);
        errors = List.copyOf(errors);
    }

    public <T> T require(Class<T> type) {
        return require(type, byType);
    }

    static <T> T require(Class<T> type, Map<Class<?>, Object> byType) {
        Object found = byType.get(type);
        if (found == null) {
            throw new IllegalStateException("no part of a system is " + type.getName());
        }
        return type.cast(found);
    }
}
