package dev.berth.endpoint;

import dev.berth.core.ModelReference;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.signature.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An endpoint that is ready to run.
///
/// @param reference the endpoint's name, with a part of its file's digest for a version
/// @param signature what callers send and get; inputs are in the first slots of a run, in its order
/// @param steps each after those that it needs
/// @param outputs in the order of the signature
/// @param answerSlots where they are after the guards on them
/// @param slotsByReference of all values, for expressions
/// @param slots of a run
record Plan(
        EndpointDescription description,
        ModelReference reference,
        Signature signature,
        List<PlanGuard> inputGuards,
        List<PlanStep> steps,
        List<Output> outputs,
        List<PlanGuard> outputGuards,
        List<Integer> answerSlots,
        Map<String, Integer> slotsByReference,
        int slots) {

    Plan {
        inputGuards = List.copyOf(inputGuards);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        outputGuards = List.copyOf(outputGuards);
        answerSlots = List.copyOf(answerSlots);
        slotsByReference = Map.copyOf(slotsByReference);
    }

    /// A field of the answer before the guards on it.
    ///
    /// @param source the slot of a value that it is; empty if an expression gives it
    record Output(int slot, Optional<Integer> source, Optional<Action.Computed> computed) {}
}
