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
    record Refused(List<ValidationError> mistakes, List<TensorSpec> tensors, Set<String> unmade)
            implements Compilation {
        public Refused {
            mistakes = List.copyOf(mistakes);
            tensors = List.copyOf(tensors);
            unmade = Set.copyOf(unmade);
        }
    }

    /// The pipeline.
    ///
    /// @throws ProblemException `package-invalid` with a violation for each mistake
    default Pipeline requirePipeline() {
        return switch (this) {
            case Compiled(Pipeline pipeline) -> pipeline;
            case Refused refused -> throw refusal(refused.mistakes()).asException();
        };
    }

    private static Problem refusal(List<ValidationError> mistakes) {
        ValidationError first = mistakes.getFirst();
        String others = mistakes.size() == 1 ? "" : " (and " + (mistakes.size() - 1) + " more)";
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
                        mistakes.stream()
                                .map(
                                        mistake ->
                                                new Problem.FieldViolation(
                                                        mistake.location().toString(),
                                                        mistake.found(),
                                                        mistake.expected()))
                                .toList());
    }
}
