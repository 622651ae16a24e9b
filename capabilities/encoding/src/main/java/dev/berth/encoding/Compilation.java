package dev.berth.encoding;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Mistake;
import java.util.List;

/// What came of the attempt to make a pipeline.
public sealed interface Compilation {

    /// It works, and is the caller's to close.
    record Compiled(Pipeline pipeline) implements Compilation {}

    /// It does not, for all of these reasons.
    record Refused(List<Mistake> mistakes) implements Compilation {
        public Refused {
            mistakes = List.copyOf(mistakes);
        }
    }

    /// The pipeline.
    ///
    /// @throws ProblemException `package-invalid` with a fault for each mistake
    default Pipeline requirePipeline() {
        return switch (this) {
            case Compiled(Pipeline pipeline) -> pipeline;
            case Refused(List<Mistake> mistakes) -> throw refusal(mistakes).asException();
        };
    }

    private static Problem refusal(List<Mistake> mistakes) {
        Mistake first = mistakes.getFirst();
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
                .withFaults(
                        mistakes.stream()
                                .map(
                                        mistake ->
                                                new Problem.Fault(
                                                        mistake.location().toString(),
                                                        mistake.found(),
                                                        mistake.expected()))
                                .toList());
    }
}
