package dev.berth.catalog.system;

import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;

/// Everything that is wrong with a system or a part of it.
///
/// @param mistakes in the order of files and lines
/// @param warnings what could be better and stops nothing
public record CheckReport(List<ValidationError> mistakes, List<ValidationError> warnings) {
    static final CheckReport EMPTY = new CheckReport(List.of(), List.of());

    public CheckReport {
        mistakes = List.copyOf(mistakes);
        warnings = List.copyOf(warnings);
    }

    public boolean isClean() {
        return mistakes.isEmpty();
    }

    /// The same with what else was found.
    public CheckReport with(List<ValidationError> further) {
        return new CheckReport(joined(mistakes, further), warnings);
    }

    /// The same with what else could be better.
    public CheckReport withWarnings(List<ValidationError> further) {
        return new CheckReport(mistakes, joined(warnings, further));
    }

    private static List<ValidationError> joined(
            List<ValidationError> known, List<ValidationError> further) {
        List<ValidationError> all = new ArrayList<>(known);
        all.addAll(further);
        return all;
    }
}
