package dev.berth.core.endpoint;

import dev.berth.core.system.Sha256;
import dev.berth.core.system.SourceLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The stable name that clients call, and what stands behind it. Its unit is one record.
///
/// @param owner the responsible team, or an address
/// @param guards in the order of their evaluation
/// @param fallbacks in the order in which they are tried
/// @param traffic how records are divided among variants; empty for a single one
/// @param cache that answers are kept; empty if they are not
/// @param precomputed that records are answered by precomputed answers; empty if they are not
/// @param isDeterministic whether equal records have equal answers while nothing changes
/// @param limits of records in flight; empty for none but those of its models
/// @param recordsPerRequestMax the most records of one request, and elements of a list that a step
///   goes through
/// @param timeout how long a request may take when its caller names no deadline
/// @param serviceLevel what it promises; empty for nothing
/// @param digest of the file
public record EndpointDescription(
        EndpointName name,
        String summary,
        Optional<String> owner,
        InferenceGraph graph,
        List<Guard> guards,
        List<FallbackRule> fallbacks,
        Optional<TrafficPolicy> traffic,
        Optional<ResponseCachePolicy> cache,
        Optional<PrecomputedPolicy> precomputed,
        boolean isDeterministic,
        Optional<RecordLimits> limits,
        int recordsPerRequestMax,
        Duration timeout,
        Optional<ServiceLevel> serviceLevel,
        Sha256 digest,
        SourceLocation location) {

    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(30);

    /// Some seconds of work for a model that takes a millisecond or two.
    public static final int RECORDS_PER_REQUEST_MAX_DEFAULT = 10_000;

    public EndpointDescription {
        if (recordsPerRequestMax < 1) {
            throw new IllegalArgumentException(
                    recordsPerRequestMax + " records of a request (expected: >= 1)");
        }
        guards = List.copyOf(guards);
        fallbacks = List.copyOf(fallbacks);
    }

    /// The same with other steps.
    public EndpointDescription with(InferenceGraph other) {
        return new EndpointDescription(
                name,
                summary,
                owner,
                other,
                guards,
                fallbacks,
                traffic,
                cache,
                precomputed,
                isDeterministic,
                limits,
                recordsPerRequestMax,
                timeout,
                serviceLevel,
                digest,
                location);
    }

    /// One of its variants by itself: without traffic, fallbacks and precomputed answers, and with
    /// the variant's callees.
    public EndpointDescription arm(GraphVariant arm) {
        return new EndpointDescription(
                name,
                summary,
                owner,
                graph.calling(callee -> arm.replaced().getOrDefault(callee, callee)),
                guards,
                List.of(),
                Optional.empty(),
                cache,
                Optional.empty(),
                isDeterministic,
                limits,
                recordsPerRequestMax,
                timeout,
                serviceLevel,
                digest,
                location);
    }

    /// The graphs with other callees that records may go through: of variants, shadows and
    /// fallbacks, in this order.
    public List<GraphVariant> arms() {
        List<GraphVariant> arms = new ArrayList<>();
        traffic.ifPresent(
                policy -> {
                    policy.variants().stream().map(TrafficPolicy.Variant::arm).forEach(arms::add);
                    policy.shadows().stream().map(TrafficPolicy.Shadow::arm).forEach(arms::add);
                });
        for (FallbackRule fallback : fallbacks) {
            if (fallback instanceof FallbackRule.Other(GraphVariant arm)) {
                arms.add(arm);
            }
        }
        return arms;
    }
}
