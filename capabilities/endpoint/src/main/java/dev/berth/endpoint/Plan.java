package dev.berth.endpoint;

import dev.berth.core.ModelReference;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.signature.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// An endpoint that is ready to run.
///
/// @param reference the endpoint's name, with a part of its file's digest for a version
/// @param signature what callers send and get; inputs are in the first slots of a run, in its order
/// @param inputSlots where the inputs are after the guards on them, in the order of the signature
/// @param steps each after those that it needs
/// @param outputs in the order of the signature
/// @param answerSlots where they are after the guards on them
/// @param slotsByReference of all values, for expressions
/// @param slots of a run
/// @param variant whose plan it is; empty if there are none
/// @param cache of its answers, if they are kept
/// @param stamp of everything that it calls, as it was when this was made; empty without a cache
/// @param split how records are divided among variants, whose plans have none; empty for this alone
record Plan(
        EndpointDescription description,
        ModelReference reference,
        Signature signature,
        List<PlanGuard> inputGuards,
        List<Integer> inputSlots,
        List<PlanStep> steps,
        List<Output> outputs,
        List<PlanGuard> outputGuards,
        List<Integer> answerSlots,
        Map<String, Integer> slotsByReference,
        int slots,
        String variant,
        Optional<AnswerCache> cache,
        String stamp,
        Optional<Split> split) {

    Plan {
        inputGuards = List.copyOf(inputGuards);
        inputSlots = List.copyOf(inputSlots);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        outputGuards = List.copyOf(outputGuards);
        answerSlots = List.copyOf(answerSlots);
        slotsByReference = Map.copyOf(slotsByReference);
    }

    /// The same with variants.
    Plan with(Split variants) {
        return with(variant, cache, stamp, Optional.of(variants));
    }

    /// The same, whose answers and those of its variants are kept.
    ///
    /// @param itsStamp as in [Stamps]
    Plan with(AnswerCache itsCache, String itsStamp) {
        return with(
                variant,
                Optional.of(itsCache),
                itsStamp,
                split.map(
                        each ->
                                each.map(
                                        (name, plan) ->
                                                plan.with(
                                                        name,
                                                        Optional.of(itsCache),
                                                        itsStamp,
                                                        Optional.empty()))));
    }

    private Plan with(
            String itsVariant,
            Optional<AnswerCache> itsCache,
            String itsStamp,
            Optional<Split> itsSplit) {
        return new Plan(
                description,
                reference,
                signature,
                inputGuards,
                inputSlots,
                steps,
                outputs,
                outputGuards,
                answerSlots,
                slotsByReference,
                slots,
                itsVariant,
                itsCache,
                itsStamp,
                itsSplit);
    }

    /// All that it or its variants may call.
    Stream<BoundCallee> callees() {
        return Stream.concat(
                steps.stream().flatMap(step -> step.action().callees().stream()),
                split.stream()
                        .flatMap(each -> each.variants().stream())
                        .flatMap(variant -> variant.plan().callees()));
    }

    /// A field of the answer before the guards on it.
    ///
    /// @param source the slot of a value that it is; empty if an expression gives it
    record Output(int slot, Optional<Integer> source, Optional<Action.Computed> computed) {}
}
