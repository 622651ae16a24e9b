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
import java.util.List;
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
/// @param precomputed how it answers by precomputed answers, if it does
/// @param fingerprint of everything that it calls, as it was when this was made; empty without a
///   cache and precomputed answers
/// @param bulkhead for the records of all variants; empty for none
/// @param alternatives none if this is one itself
/// @param iterationDepth of the expressions of this and its alternatives, as in [CompiledGraph]
public record CompiledEndpoint(
        EndpointDescription description,
        ModelReference reference,
        Signature signature,
        CompiledGraph program,
        ResponseStrategy strategy,
        String variant,
        Optional<ResponseCache> cache,
        Optional<PrecomputedResponder> precomputed,
        String fingerprint,
        Optional<Bulkhead> bulkhead,
        CompiledAlternatives alternatives,
        int iterationDepth) {

    /// Iterations over elements of some bytes each, and as many reads of characters: some tenths of
    /// a millisecond.
    private static final long QUICK_ITERATIONS_MAX = 2_500;

    private static final int BYTES_OF_ELEMENT = 4;

    private static final String NO_VARIANT = "";
    private static final String NO_FINGERPRINT = "";

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
                description.precomputed().map(each -> PrecomputedResponder.of(each, signature)),
                NO_FINGERPRINT,
                description.limits().map(each -> new Bulkhead(description.name(), each)),
                CompiledAlternatives.NONE,
                program.iterationDepth());
    }

    /// The same with these alternatives.
    public CompiledEndpoint with(CompiledAlternatives newAlternatives) {
        return with(strategy, variant, cache, fingerprint, newAlternatives);
    }

    /// The same with another response strategy, without alternatives.
    public CompiledEndpoint by(ResponseStrategy other) {
        return with(other, variant, cache, fingerprint, CompiledAlternatives.NONE);
    }

    /// The same with other weights, by variant.
    public CompiledEndpoint weighted(Map<String, Double> weights) {
        return with(alternatives.with(alternatives.split().map(each -> each.weighted(weights))));
    }

    /// The same with a response cache, for its variants too.
    ///
    /// @param newFingerprint as in [dev.berth.endpoint.DependencyFingerprints]
    public CompiledEndpoint cached(ResponseCache newCache, String newFingerprint) {
        Optional<ResponseCache> kept = Optional.of(newCache);
        Optional<TrafficSplitter> variants =
                alternatives
                        .split()
                        .map(
                                each ->
                                        each.map(
                                                (name, plan) ->
                                                        plan.with(
                                                                plan.strategy(),
                                                                name,
                                                                kept,
                                                                newFingerprint,
                                                                CompiledAlternatives.NONE)));
        return with(strategy, variant, kept, newFingerprint, alternatives.with(variants));
    }

    /// The same with a fingerprint.
    ///
    /// @param newFingerprint as in [dev.berth.endpoint.DependencyFingerprints]
    public CompiledEndpoint fingerprinted(String newFingerprint) {
        return with(strategy, variant, cache, newFingerprint, alternatives);
    }

    /// Names of the fields by which precomputed answers are found; none if it has none.
    public List<String> precomputedKeys() {
        return precomputed.map(PrecomputedResponder::names).orElse(List.of());
    }

    /// Of the endpoint's file and of everything that it calls.
    public String precomputedFingerprint() {
        return reference.version() + ";" + fingerprint;
    }

    private CompiledEndpoint with(
            ResponseStrategy newStrategy,
            String newVariant,
            Optional<ResponseCache> newCache,
            String newFingerprint,
            CompiledAlternatives newAlternatives) {
        return new CompiledEndpoint(
                description,
                reference,
                signature,
                program,
                newStrategy,
                newVariant,
                newCache,
                precomputed,
                newFingerprint,
                bulkhead,
                newAlternatives,
                Math.max(program.iterationDepth(), newAlternatives.iterationDepth()));
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

    /// All that it or one of its alternatives may call.
    public Stream<BoundCallee> callees() {
        return Stream.concat(
                program.steps().stream().flatMap(step -> step.action().callees().stream()),
                alternatives.plans().flatMap(CompiledEndpoint::callees));
    }

    /// The features that it or one of its alternatives reads.
    public Stream<CompiledOperation.Features> reads() {
        return Stream.concat(
                program.steps().stream()
                        .map(CompiledStep::action)
                        .filter(CompiledOperation.Features.class::isInstance)
                        .map(CompiledOperation.Features.class::cast),
                alternatives.plans().flatMap(CompiledEndpoint::reads));
    }

    /// Whether this and another came of the same compilation.
    @SuppressWarnings("ReferenceEquality") // Programs are made once for each.
    public boolean isCompiledAs(@Nullable CompiledEndpoint other) {
        return other != null && program == other.program;
    }

    /// The most records of one request, and elements of a list that a step goes through.
    public RequestLimit limit() {
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
        if (alternatives.split().isEmpty()
                || !description.traffic().map(TrafficPolicy::isChosenByHeader).orElse(false)) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "the variant '"
                            + SanitizedText.of(name)
                            + "' was requested, and endpoint "
                            + description.name()
                            + " does not let callers choose",
                    "leave it out, or let the owner of the endpoint write `route-by-header:"
                            + " true`");
        }
        var _ = alternatives.split().get().named(name);
    }
}
