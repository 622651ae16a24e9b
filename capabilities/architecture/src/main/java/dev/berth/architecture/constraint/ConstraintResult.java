package dev.berth.architecture.constraint;

import java.util.List;
import java.util.Optional;

/// Result of checking a constraint.
///
/// @param violations one for each component at fault, the first of them; none if it holds
/// @param count of all violations
/// @param note what to know of a constraint that holds: that it selects nothing; empty for none
public record ConstraintResult(
        Constraint constraint, List<Violation> violations, int count, Optional<String> note) {
    public ConstraintResult {
        violations = List.copyOf(violations);
    }

    /// Whether the constraint holds.
    public boolean isMet() {
        return count == 0;
    }
}
