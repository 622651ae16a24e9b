package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;

/// Collector of compilation errors. Not thread-safe.
final class CompilationErrors {
    private final List<ValidationError> errors = new ArrayList<>();

    void add(
            SourceLocation location, String pointer, String found, String expected, String remedy) {
        var error = new ValidationError(location, pointer, found, expected, remedy);
        // What several models read is compiled for each of them.
        if (!errors.contains(error)) {
            errors.add(error);
        }
    }

    void add(ExpressionText place, String found, String expected, String remedy) {
        add(place.location(), place.pointer(), found, expected, remedy);
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    List<ValidationError> all() {
        return List.copyOf(errors);
    }
}
