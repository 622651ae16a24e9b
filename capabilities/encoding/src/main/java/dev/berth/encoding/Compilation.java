package dev.berth.encoding;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.ValidationError;
import java.util.List;
import java.util.Set;

/// Result of compiling a pipeline.
public sealed interface Compilation {

    /// A compiled pipeline, which is the caller's to close.
    record Compiled(Pipeline pipeline) implements Compilation {}

    /// The reasons why a pipeline does not compile.
    ///
    /// @param tensors those that would be there after the last step, as far as steps could be made
    /// @param unmade names of the tensors that the others would have put
    record Refused(List<ValidationError> errors, List<TensorSpec> tensors, Set<String> unmade)
            implements Compilation {
        public Refused {
            errors = List.copyOf(errors);
            tensors = List.copyOf(tensors);
            unmade = Set.copyOf(unmade);
        }
    }

    /// The pipeline.
    ///
    /// @throws ProblemException `package-invalid` with a violation for each error
    default Pipeline requirePipeline() {
        return switch (this) {
            case Compiled(Pipeline pipeline) -> pipeline;
            case Refused refused -> throw refusal(refused.errors()).asException();
        };
    }

    private static Problem refusal(List<ValidationError> errors) {
        ValidationError first = errors.getFirst();
        String others = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return Problem.of(
                        ProblemCode.PACKAGE_INVALID,
                        first.location()
                                + ": "
                                + first.found()
                                + " (expected: "
                                + first.expected()
                                + ")"
                                + others,
                        first.remedy())
                .withViolations(
                        errors.stream()
                                .map(
                                        error ->
                                                new Problem.FieldViolation(
                                                        error.location().toString(),
                                                        error.found(),
                                                        error.expected()))
                                .toList());
    }
}
