package dev.berth.serving.loading;

import dev.berth.core.Problem;
import dev.berth.core.system.ValidationError;
import dev.berth.serving.execution.ModelInstance;
import java.util.List;

/// What came of the attempt to load a package.
public sealed interface LoadResult {

    /// It serves, and is the caller's to retire.
    record Loaded(ModelInstance instance) implements LoadResult {}

    /// It cannot be served.
    ///
    /// @param problem why, in a sentence
    /// @param mistakes every reason that has a place in the package, with it
    record Refused(Problem problem, List<ValidationError> mistakes) implements LoadResult {
        public Refused {
            mistakes = List.copyOf(mistakes);
        }
    }
}
