package dev.berth.endpoint.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A compiled inference graph, with a slot for each value. Inputs are in the first slots, in the
/// order of the signature.
///
/// @param inputSlots where the inputs are after the guards on them, in the order of the signature
/// @param steps each after those that it needs
/// @param outputs in the order of the signature
/// @param answerSlots where they are after the guards on them
/// @param slotsByReference of all values, for expressions
/// @param slots of a run
/// @param iterationDepth of its expressions, as [dev.berth.expression.Expression] has it; 0 if
///   there are none
public record CompiledGraph(
        List<CompiledGuard> inputGuards,
        List<Integer> inputSlots,
        List<CompiledStep> steps,
        List<Output> outputs,
        List<CompiledGuard> outputGuards,
        List<Integer> answerSlots,
        Map<String, Integer> slotsByReference,
        int slots,
        int iterationDepth) {

    public CompiledGraph {
        inputGuards = List.copyOf(inputGuards);
        inputSlots = List.copyOf(inputSlots);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        outputGuards = List.copyOf(outputGuards);
        answerSlots = List.copyOf(answerSlots);
        slotsByReference = Map.copyOf(slotsByReference);
    }

    /// A field of the answer before the guards on it.
    ///
    /// @param source the slot of a value that it is; empty if an expression gives it
    public record Output(
            int slot, Optional<Integer> source, Optional<CompiledOperation.Computed> computed) {}
}
