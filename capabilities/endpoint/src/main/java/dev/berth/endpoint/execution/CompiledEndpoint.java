package dev.berth.endpoint.execution;

import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.TrafficPolicy;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.endpoint.graph.CompiledGraph;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.ResponseStrategy;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An executable endpoint.
///
/// @param reference the endpoint's name, with a part of its file's digest for a version
/// @param signature what callers send and get
/// @param variant whose plan it is; empty if there are none
/// @param cache of its answers, if they are kept
/// @param stamp of everything that it calls, as it was when this was made; empty without a cache
/// @param bulkhead for the records of all variants; empty for none
/// @param arms none if this is one itself
/// @param iterationDepth of the expressions of this and its arms, as in [CompiledGraph]
public record CompiledEndpoint(
        EndpointDescription description,
        ModelReference reference,
        Signature signature,
        CompiledGraph program,
        ResponseStrategy way,
        String variant,
        Optional<ResponseCache> cache,
        String stamp,
        Optional<Bulkhead> bulkhead,
        CompiledAlternatives arms,
        int iterationDepth) {

    /// Iterations over elements of some bytes each, and as many reads of characters: some tenths of
    /// a millisecond.
    private static final long QUICK_ITERATIONS_MAX = 2_500;

    private static final int BYTES_OF_ELEMENT = 4;

    private static final String NO_VARIANT = "";
    private static final String NO_STAMP = "";

    /// By its steps alone.
    public static CompiledEndpoint of(
            EndpointDescription description,
            ModelReference reference,
            Signature signature,
            CompiledGraph program) {
        return new CompiledEndpoint(
                description,
                reference,
                signature,
                program,
                new ResponseStrategy.Steps(),
                NO_VARIANT,
                Optional.empty(),
                NO_STAMP,
                description.limits().map(each -> new Bulkhead(description.name(), each)),
                CompiledAlternatives.NONE,
                program.iterationDepth());
    }

    /// The same with these arms.
    public CompiledEndpoint with(CompiledAlternatives itsArms) {
        return with(way, variant, cache, stamp, itsArms);
    }

    /// The same that comes to its answers in another way, as an arm.
    public CompiledEndpoint by(ResponseStrategy other) {
        return with(other, variant, cache, stamp, CompiledAlternatives.NONE);
    }

    /// The same with other weights, by variant.
    public CompiledEndpoint weighted(Map<String, Double> weights) {
        return with(arms.with(arms.split().map(each -> each.weighted(weights))));
    }

    /// The same, whose answers and those of its variants are kept.
    ///
    /// @param itsStamp as in [dev.berth.endpoint.DependencyFingerprints]
    public CompiledEndpoint cached(ResponseCache itsCache, String itsStamp) {
        Optional<ResponseCache> kept = Optional.of(itsCache);
        Optional<TrafficSplitter> variants =
                arms.split()
                        .map(
                                each ->
                                        each.map(
                                                (name, plan) ->
                                                        plan.with(
                                                                plan.way(),
                                                                name,
                                                                kept,
                                                                itsStamp,
                                                                CompiledAlternatives.NONE)));
        return with(way, variant, kept, itsStamp, arms.with(variants));
    }

    private CompiledEndpoint with(
            ResponseStrategy itsWay,
            String itsVariant,
            Optional<ResponseCache> itsCache,
            String itsStamp,
            CompiledAlternatives itsArms) {
        return new CompiledEndpoint(
                description,
                reference,
                signature,
                program,
                itsWay,
                itsVariant,
                itsCache,
                itsStamp,
                bulkhead,
                itsArms,
                Math.max(program.iterationDepth(), itsArms.iterationDepth()));
    }

    /// Whether expressions over values of this size may take longer than an event loop has, whose
    /// other connections wait meanwhile.
    boolean isLong(long bytes) {
        double iterations = 1;
        for (int i = 0; i < iterationDepth; i++) {
            iterations *= (double) bytes / BYTES_OF_ELEMENT;
        }
        return iterations > QUICK_ITERATIONS_MAX;
    }

    /// All that it or one of its arms may call.
    public Stream<BoundCallee> callees() {
        return Stream.concat(
                program.steps().stream().flatMap(step -> step.action().callees().stream()),
                arms.plans().flatMap(CompiledEndpoint::callees));
    }

    /// What it or one of its arms reads of features.
    public Stream<CompiledOperation.Features> reads() {
        return Stream.concat(
                program.steps().stream()
                        .map(CompiledStep::action)
                        .filter(CompiledOperation.Features.class::isInstance)
                        .map(CompiledOperation.Features.class::cast),
                arms.plans().flatMap(CompiledEndpoint::reads));
    }

    /// Whether this and another came of the same compilation.
    @SuppressWarnings("ReferenceEquality") // Programs are made once for each.
    public boolean isCompiledAs(@Nullable CompiledEndpoint other) {
        return other != null && program == other.program;
    }

    /// The most records of one request, and elements of a list that a step goes through.
    RequestLimit limit() {
        return new RequestLimit(
                "endpoint",
                description.name().value(),
                description.recordsPerRequestMax(),
                "limits.records-per-request in its file");
    }

    /// Fails unless a caller may name this variant.
    ///
    /// @throws ProblemException `parameter-invalid`
    public void requireChoosable(String name) {
        if (arms.split().isEmpty()
                || !description.traffic().map(TrafficPolicy::isChosenByHeader).orElse(false)) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "the variant '"
                            + SanitizedText.of(name)
                            + "' was asked for, and endpoint "
                            + description.name()
                            + " does not let callers choose",
                    "leave it out, or let the owner of the endpoint write `route-by-header:"
                            + " true`");
        }
        var _ = arms.split().get().named(name);
    }
}
