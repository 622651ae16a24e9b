package dev.berth.serving.loading;

import dev.berth.core.Problem;
import dev.berth.core.system.ValidationError;
import dev.berth.serving.execution.ModelInstance;
import java.util.List;

/// Result of an attempt to load a package.
public sealed interface LoadResult {

    /// A loaded instance, which is the caller's to retire.
    record Loaded(ModelInstance instance) implements LoadResult {}

    /// The reasons why the package cannot be served.
    ///
    /// @param problem why, in a sentence
    /// @param errors every reason that has a place in the package, with it
    record Refused(Problem problem, List<ValidationError> errors) implements LoadResult {
        public Refused {
            errors = List.copyOf(errors);
        }
    }
}
