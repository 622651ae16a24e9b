package dev.berth.catalog.system;

import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;

/// Everything that is wrong with a system or a part of it.
///
/// @param errors in the order of files and lines
/// @param warnings what could be better and stops nothing
public record CheckReport(List<ValidationError> errors, List<ValidationError> warnings) {
    static final CheckReport EMPTY = new CheckReport(List.of(), List.of());

    public CheckReport {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    public boolean isClean() {
        return errors.isEmpty();
    }

    /// The same with what else was found.
    public CheckReport with(List<ValidationError> further) {
        return new CheckReport(joined(errors, further), warnings);
    }

    /// The same with what else could be better.
    public CheckReport withWarnings(List<ValidationError> further) {
        return new CheckReport(errors, joined(warnings, further));
    }

    private static List<ValidationError> joined(
            List<ValidationError> known, List<ValidationError> further) {
        List<ValidationError> all = new ArrayList<>(known);
        all.addAll(further);
        return all;
    }
}
