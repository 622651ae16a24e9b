package dev.berth.architecture.system;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import java.util.Optional;
import java.util.stream.Stream;

/// Expressions by which a step reads inputs and other steps.
final class ReadTexts {
    private ReadTexts() {}

    static Stream<ExpressionText> of(GraphStep step) {
        return Stream.concat(
                Stream.concat(
                        step.with().values().stream(),
                        step.each().map(GraphStep.Each::list).stream()),
                ofOperation(step.pattern()));
    }

    private static Stream<ExpressionText> ofOperation(StepOperation operation) {
        return switch (operation) {
            case StepOperation.Compute(var values) -> values.values().stream();
            case StepOperation.Features(var _, var asOf) -> asOf.stream();
            case StepOperation.Switch(var cases) ->
                    cases.stream().map(StepOperation.Case::when).flatMap(Optional::stream);
            case StepOperation.Call _, StepOperation.Ensemble _, StepOperation.Cascade _ ->
                    Stream.of();
        };
    }
}
