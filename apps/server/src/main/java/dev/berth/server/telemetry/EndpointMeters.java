package dev.berth.server.telemetry;

import dev.berth.core.Problem;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.endpoint.telemetry.CacheLookupResult;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.endpoint.telemetry.Objective;
import dev.berth.endpoint.telemetry.PrecomputedLookupResult;
import dev.berth.endpoint.telemetry.ShadowComparison;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Meters of the events within endpoints, which are logged with the request. Labels are names in
/// the endpoints' files, so that their number is bounded by what people write. Thread-safe.
final class EndpointMeters implements EndpointListener {
    private static final Logger LOG = LoggerFactory.getLogger("berth.endpoint");

    private final MeterRegistry registry;
    private final ObjectiveMeters objectives;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    EndpointMeters(MeterRegistry registry) {
        this.registry = registry;
        this.objectives = new ObjectiveMeters(registry);
    }

    @Override
    public void onGuardActivated(EndpointName endpoint, String guard, String requestId) {
        count(MetricFamily.GUARD_ACTIVATIONS, 1, endpoint, guard);
        LOG.info("endpoint {}, request {}: guard '{}' activated", endpoint, requestId, guard);
    }

    @Override
    public void onElementsOmitted(
            EndpointName endpoint, String guard, int elements, String requestId) {
        count(MetricFamily.GUARD_FILTERED, elements, endpoint, guard);
    }

    @Override
    public void onGuardFailed(
            EndpointName endpoint,
            String guard,
            String requestId,
            boolean isFailOpen,
            String reason) {
        count(MetricFamily.GUARD_FAILURES, 1, endpoint, guard);
        LOG.warn(
                "endpoint {}, request {}: guard '{}' failed{}: {}",
                endpoint,
                requestId,
                guard,
                isFailOpen ? " and is ignored" : "",
                reason);
    }

    @Override
    public void onEscalated(EndpointName endpoint, String step, String requestId) {
        count(MetricFamily.CASCADE_ESCALATIONS, 1, endpoint, step);
    }

    @Override
    public void onEscalationDenied(EndpointName endpoint, String step, String requestId) {
        count(MetricFamily.CASCADE_ESCALATIONS_DENIED, 1, endpoint, step);
    }

    @Override
    public void onStepDefaulted(
            EndpointName endpoint, String step, String requestId, Problem problem) {
        count(MetricFamily.STEP_DEFAULTS, 1, endpoint, step);
        LOG.info(
                "endpoint {}, request {}: other values stand in for step '{}': {}",
                endpoint,
                requestId,
                step,
                problem);
    }

    @Override
    public void onFallback(
            EndpointName endpoint, String fallback, String requestId, Problem problem) {
        count(MetricFamily.FALLBACK_RECORDS, 1, endpoint, fallback);
        LOG.info(
                "endpoint {}, request {}: fallback '{}' is to answer: {}",
                endpoint,
                requestId,
                fallback,
                problem);
    }

    @Override
    public void onSloEvaluated(
            EndpointName endpoint, Objective objective, double goal, boolean isMet) {
        objectives.onSloEvaluated(endpoint, objective, goal, isMet);
    }

    @Override
    public void onCircuitOpened(EndpointName endpoint, String step, Problem last) {
        count(MetricFamily.CIRCUIT_BREAKER_OPENED, 1, endpoint, step);
        LOG.warn("endpoint {}: step '{}' is not called for a while: {}", endpoint, step, last);
    }

    @Override
    public void onVariantSelected(EndpointName endpoint, String variant, String requestId) {
        count(MetricFamily.VARIANT_RECORDS, 1, endpoint, variant);
    }

    @Override
    public void onCacheLookup(EndpointName endpoint, CacheLookupResult look, String requestId) {
        count(
                MetricFamily.RESPONSE_CACHE_LOOKUPS,
                1,
                endpoint,
                look.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void onPrecomputedLookup(
            EndpointName endpoint, PrecomputedLookupResult result, String requestId) {
        count(
                MetricFamily.PRECOMPUTED_LOOKUPS,
                1,
                endpoint,
                result.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void onShadowCompared(
            EndpointName endpoint, String shadow, String requestId, ShadowComparison comparison) {
        countShadow(endpoint, shadow, comparison.isAgreed() ? "match" : "mismatch");
        count(
                MetricFamily.SHADOW_DURATION,
                comparison.shadowNanos() / 1e9,
                endpoint,
                shadow,
                "shadow");
        count(
                MetricFamily.SHADOW_DURATION,
                comparison.answerNanos() / 1e9,
                endpoint,
                shadow,
                "primary");
        if (Double.isFinite(comparison.distance())) {
            count(MetricFamily.SHADOW_ABSOLUTE_ERROR, comparison.distance(), endpoint, shadow);
        }
        if (!comparison.isAgreed()) {
            LOG.debug(
                    "endpoint {}, request {}: shadow '{}' disagrees by {}",
                    endpoint,
                    requestId,
                    shadow,
                    comparison.distance());
        }
    }

    @Override
    public void onShadowFailed(
            EndpointName endpoint, String shadow, String requestId, Problem problem) {
        countShadow(endpoint, shadow, "failed");
        LOG.debug("endpoint {}, request {}: shadow '{}': {}", endpoint, requestId, shadow, problem);
    }

    @Override
    public void onShadowDropped(EndpointName endpoint, String shadow, String requestId) {
        countShadow(endpoint, shadow, "dropped");
    }

    private void countShadow(EndpointName endpoint, String shadow, String outcome) {
        count(MetricFamily.SHADOW_RECORDS, 1, endpoint, shadow, outcome);
    }

    private void count(MetricFamily family, double amount, EndpointName endpoint, String... names) {
        counters.computeIfAbsent(
                        new Key(family, endpoint, List.of(names)),
                        key -> family.counter(registry, key.labels()))
                .increment(amount);
    }

    private record Key(MetricFamily family, EndpointName endpoint, List<String> names) {
        private String[] labels() {
            return Stream.concat(Stream.of(endpoint.value()), names.stream())
                    .toArray(String[]::new);
        }
    }
}
