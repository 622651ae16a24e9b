package dev.berth.catalog.system;

import dev.berth.core.system.ValidationError;
import java.util.List;

/// The result of reading a part of a system.
///
/// @param description what could be read
/// @param errors what could not, in the order of files and lines
public record PartReading<T>(T description, List<ValidationError> errors) {
    public PartReading {
        errors = List.copyOf(errors);
    }
}
