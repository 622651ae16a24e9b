package dev.berth.core.endpoint;

import dev.berth.core.signature.Field;
import java.util.List;
import java.util.function.UnaryOperator;

/// The steps, guards and outputs that an endpoint runs for each record.
///
/// @param inputs those that are declared, with the shapes of one record; others follow from the
///   steps that read them
/// @param steps in the order in which they are written
/// @param outputs what the answer consists of; none for all outputs of the last step
public record InferenceGraph(
        List<Field> inputs, List<GraphStep> steps, List<EndpointOutput> outputs) {

    public InferenceGraph {
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
    }

    /// The same with others in the place of what its steps call.
    InferenceGraph calling(UnaryOperator<Callee> other) {
        return new InferenceGraph(
                inputs, steps.stream().map(step -> step.calling(other)).toList(), outputs);
    }
}
