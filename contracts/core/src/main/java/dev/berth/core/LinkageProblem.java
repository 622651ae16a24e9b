package dev.berth.core;

import java.util.Optional;
import java.util.ServiceConfigurationError;

/// A class path on which a class is missing, or has another version than Berth was compiled with.
///
/// Usual cause: Maven has mixed the versions of a family of libraries, as an application's own
/// dependencies require some of them.
public final class LinkageProblem {
    private LinkageProblem() {}

    /// The problem, with the class that is missed.
    public static Problem of(Throwable failure) {
        return Problem.of(
                ProblemCode.INTERNAL_ERROR,
                "the class path does not fit together: "
                        + failure
                        + " (expected: every library in the version that Berth was tested with)",
                "import dev.berth:berth-bom under `dependencyManagement`, before other bills of"
                        + " materials; `mvn dependency:tree` shows what is mixed");
    }

    /// The cause that says a class cannot be linked; empty if that is not why it failed.
    public static Optional<Throwable> find(Throwable failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof LinkageError && !(cause instanceof UnsatisfiedLinkError)) {
                return Optional.of(cause);
            }
            cause = cause.getCause();
        }
        return failure instanceof ServiceConfigurationError
                ? Optional.of(failure)
                : Optional.empty();
    }
}
