package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Flow;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Broken constraints as errors of a description.
public final class ConstraintErrors {
    private ConstraintErrors() {}

    /// Errors in the order of the results, each at the place to change.
    public static List<ValidationError> errors(List<ConstraintResult> results) {
        List<ValidationError> errors = new ArrayList<>();
        for (ConstraintResult result : results) {
            result.violations().forEach(each -> errors.add(error(result, each)));
            int further = result.count() - result.violations().size();
            if (further > 0) {
                errors.add(
                        new ValidationError(
                                result.constraint().location(),
                                "",
                                named(result) + ": " + further + " further violations",
                                expected(result.constraint()),
                                "mend those that are shown first"));
            }
        }
        return errors;
    }

    /// Constraints that hold for want of components, as warnings.
    public static List<ValidationError> warnings(List<ConstraintResult> results) {
        List<ValidationError> warnings = new ArrayList<>();
        for (ConstraintResult result : results) {
            // Of a pattern's constraints some have no subject in every system.
            if (result.note().isPresent() && !isOfPattern(result.constraint())) {
                warnings.add(
                        new ValidationError(
                                result.constraint().location(),
                                "",
                                named(result) + ": " + result.note().get(),
                                "components that it is about",
                                "correct its selection, or remove it"));
            }
        }
        return warnings;
    }

    private static boolean isOfPattern(Constraint constraint) {
        return constraint.name().indexOf('/') >= 0;
    }

    private static String named(ConstraintResult result) {
        return "constraint '" + result.constraint().name() + "'";
    }

    private static ValidationError error(ConstraintResult result, Violation violation) {
        return new ValidationError(
                violation.location(),
                "",
                named(result) + ": " + violation.message(),
                expected(result.constraint()),
                violation.remedy() + places(violation.flows()));
    }

    private static String expected(Constraint constraint) {
        String reason = constraint.reason().isEmpty() ? "" : ": " + constraint.reason();
        return constraint.rule().text()
                + reason
                + constraint.owner().map(owner -> " (owner: " + owner + ")").orElse("");
    }

    private static String places(List<Flow> flows) {
        return flows.isEmpty()
                ? ""
                : flows.stream()
                        .map(flow -> flow + " (" + place(flow.location()) + ")")
                        .collect(Collectors.joining(", ", ": ", ""));
    }

    /// A file with its folder, as in `architecture/twitter.yaml:12`.
    private static String place(SourceLocation location) {
        Path file = location.file();
        int names = file.getNameCount();
        Path shown = names > 2 ? file.subpath(names - 2, names) : file;
        return shown + (location.line() > 0 ? ":" + location.line() : "");
    }
}
