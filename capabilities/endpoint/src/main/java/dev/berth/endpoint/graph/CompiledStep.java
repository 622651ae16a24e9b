package dev.berth.endpoint.graph;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A compiled step.
///
/// @param needs the positions of the steps that must be done before
/// @param outputs what it puts
/// @param otherwise plain values that stand in for the outputs; empty for none
public record CompiledStep(
        String name,
        CompiledOperation action,
        List<Integer> needs,
        List<GraphValue> outputs,
        Optional<FanOut> fanOut,
        Optional<Duration> timeout,
        Optional<CircuitBreaker> breaker,
        Map<String, Object> otherwise) {

    public CompiledStep {
        needs = List.copyOf(needs);
        outputs = List.copyOf(outputs);
        otherwise = Map.copyOf(otherwise);
    }

    /// The name of an output where it is called.
    public static String outputName(GraphValue output) {
        return output.name().substring(output.name().indexOf('.') + 1);
    }

    /// The outputs as if they were inputs, to read values that stand in for them.
    public Signature defaultOutputs() {
        List<Field> fields =
                outputs.stream()
                        .map(
                                output ->
                                        GraphValue.with(
                                                output.field(),
                                                outputName(output),
                                                output.field().shape()))
                        .toList();
        return new Signature(Optional.of(GraphValue.RECORDS), fields, List.of());
    }
}
