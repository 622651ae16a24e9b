package dev.berth.endpoint;

import dev.berth.core.Excerpt;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.Traffic;
import dev.berth.core.signature.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
/// @param bulkhead for the records of all variants; empty for none
/// @param split how records are divided among variants, whose plans have none; empty for this alone
/// @param shadows what runs beside, and is never answered
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
        Optional<Bulkhead> bulkhead,
        Optional<Split> split,
        List<Shadow> shadows) {

    Plan {
        inputGuards = List.copyOf(inputGuards);
        inputSlots = List.copyOf(inputSlots);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        outputGuards = List.copyOf(outputGuards);
        answerSlots = List.copyOf(answerSlots);
        slotsByReference = Map.copyOf(slotsByReference);
        shadows = List.copyOf(shadows);
    }

    /// The same with variants and shadows.
    Plan with(Optional<Split> variants, List<Shadow> itsShadows) {
        return with(variant, cache, stamp, variants, itsShadows);
    }

    /// The same with other weights, by variant.
    Plan weighted(Map<String, Double> weights) {
        return with(variant, cache, stamp, split.map(each -> each.weighted(weights)), shadows);
    }

    /// The same, whose answers and those of its variants are kept.
    ///
    /// @param itsStamp as in [Stamps]
    Plan cached(AnswerCache itsCache, String itsStamp) {
        Optional<AnswerCache> kept = Optional.of(itsCache);
        return with(
                variant,
                kept,
                itsStamp,
                split.map(
                        each ->
                                each.map(
                                        (name, plan) ->
                                                plan.with(
                                                        name,
                                                        kept,
                                                        itsStamp,
                                                        Optional.empty(),
                                                        List.of()))),
                shadows);
    }

    private Plan with(
            String itsVariant,
            Optional<AnswerCache> itsCache,
            String itsStamp,
            Optional<Split> itsSplit,
            List<Shadow> itsShadows) {
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
                bulkhead,
                itsSplit,
                itsShadows);
    }

    /// All that it, its variants or its shadows may call.
    Stream<BoundCallee> callees() {
        Stream<Plan> arms =
                Stream.concat(
                        split.stream()
                                .flatMap(each -> each.variants().stream())
                                .map(Split.Variant::plan),
                        shadows.stream().map(Shadow::plan));
        return Stream.concat(
                steps.stream().flatMap(step -> step.action().callees().stream()),
                arms.flatMap(Plan::callees));
    }

    /// A field of the answer before the guards on it.
    ///
    /// @param source the slot of a value that it is; empty if an expression gives it
    record Output(int slot, Optional<Integer> source, Optional<Action.Computed> computed) {}

    /// Whether this and another came of the same compilation.
    @SuppressWarnings("ReferenceEquality") // Steps are made once for each.
    boolean isCompiledAs(@Nullable Plan other) {
        return other != null && steps == other.steps;
    }

    /// Fails unless a caller may name this variant.
    ///
    /// @throws ProblemException `parameter-invalid`
    void requireChoosable(String name) {
        if (split.isEmpty()
                || !description.traffic().map(Traffic::isChosenByHeader).orElse(false)) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "the variant '"
                            + Excerpt.of(name)
                            + "' was asked for, and endpoint "
                            + description.name()
                            + " does not let callers choose",
                    "leave it out, or let whoever answers for the endpoint say `choose-by-header:"
                            + " true`");
        }
        var _ = split.get().named(name);
    }

    /// What is compared with the answers.
    ///
    /// @param share of the records, above 0 to 1
    /// @param plan without variants or shadows of its own
    record Shadow(String name, double share, Plan plan) {}
}
