package dev.berth.architecture.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Violations of a constraint while they are found: the first are kept, all are counted. For one
/// thread.
final class ViolationList {
    private final List<Violation> shown = new ArrayList<>();
    private int count;

    /// @param violation made if it is shown
    void add(Supplier<Violation> violation) {
        count++;
        if (shown.size() < ConstraintCheck.SHOWN_MAX) {
            shown.add(violation.get());
        }
    }

    List<Violation> shown() {
        return shown;
    }

    int count() {
        return count;
    }
}
