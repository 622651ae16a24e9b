package dev.berth.server.telemetry;

import dev.berth.core.Problem;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.endpoint.CacheLookupResult;
import dev.berth.endpoint.EndpointListener;
import dev.berth.endpoint.Objective;
import dev.berth.endpoint.ShadowComparison;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what happens within endpoints, and logs it with the request. Labels are names in the
/// endpoints' files, so that their number is bounded by what people write. Thread-safe.
final class EndpointMeters implements EndpointListener {
    private static final Logger LOG = LoggerFactory.getLogger("berth.endpoint");

    private final MeterRegistry registry;
    private final ObjectiveMeters objectives;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();

    EndpointMeters(MeterRegistry registry) {
        this.registry = registry;
        this.objectives = new ObjectiveMeters(registry);
    }

    @Override
    public void guardActivated(EndpointName endpoint, String guard, String requestId) {
        count(
                "berth.guard.activations",
                "Records to which a guard's rule applied",
                endpoint,
                "guard",
                guard);
        LOG.info("endpoint {}, request {}: guard '{}' activated", endpoint, requestId, guard);
    }

    @Override
    public void omitted(EndpointName endpoint, String guard, int elements, String requestId) {
        count(
                "berth.guard.omitted",
                "Elements of lists that a guard left out",
                endpoint,
                "guard",
                guard,
                elements);
    }

    @Override
    public void guardFailed(
            EndpointName endpoint,
            String guard,
            String requestId,
            boolean isFailOpen,
            String reason) {
        count(
                "berth.guard.failures",
                "Records for which a guard could not be asked",
                endpoint,
                "guard",
                guard);
        LOG.warn(
                "endpoint {}, request {}: guard '{}' failed{}: {}",
                endpoint,
                requestId,
                guard,
                isFailOpen ? " and is ignored" : "",
                reason);
    }

    @Override
    public void escalated(EndpointName endpoint, String step, String requestId) {
        count(
                "berth.cascade.escalations",
                "Records that went beyond a cascade's first stage",
                endpoint,
                "step",
                step);
    }

    @Override
    public void escalationRefused(EndpointName endpoint, String step, String requestId) {
        count(
                "berth.cascade.escalations.refused",
                "Records that would have gone beyond a cascade's first stage, and might not",
                endpoint,
                "step",
                step);
    }

    @Override
    public void stoodIn(EndpointName endpoint, String step, String requestId, Problem problem) {
        count(
                "berth.step.stand.ins",
                "Records for which other values stood in for a step's outputs",
                endpoint,
                "step",
                step);
        LOG.info(
                "endpoint {}, request {}: other values stand in for step '{}': {}",
                endpoint,
                requestId,
                step,
                problem);
    }

    @Override
    public void fellBack(
            EndpointName endpoint, String fallback, String requestId, Problem problem) {
        count(
                "berth.fallback.records",
                "Records that a fallback was to answer",
                endpoint,
                "fallback",
                fallback);
        LOG.info(
                "endpoint {}, request {}: fallback '{}' is to answer: {}",
                endpoint,
                requestId,
                fallback,
                problem);
    }

    @Override
    public void judged(EndpointName endpoint, Objective objective, double goal, boolean isMet) {
        objectives.judged(endpoint, objective, goal, isMet);
    }

    @Override
    public void circuitOpened(EndpointName endpoint, String step, Problem last) {
        count(
                "berth.step.circuit.openings",
                "How often a step failed so often that it was not called for a while",
                endpoint,
                "step",
                step);
        LOG.warn("endpoint {}: step '{}' is not called for a while: {}", endpoint, step, last);
    }

    @Override
    public void divided(EndpointName endpoint, String variant, String requestId) {
        count(
                "berth.variant.records",
                "Records that went to a variant",
                endpoint,
                "variant",
                variant);
    }

    @Override
    public void looked(EndpointName endpoint, CacheLookupResult look, String requestId) {
        count(
                "berth.cache.records",
                "Records looked up among the answers that are kept, by what came of it",
                endpoint,
                "look",
                look.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void shadowed(
            EndpointName endpoint, String shadow, String requestId, ShadowComparison comparison) {
        countShadow(endpoint, shadow, comparison.isAgreed() ? "agreed" : "disagreed");
        add(
                "berth.shadow.seconds",
                "Time of shadows' answers",
                endpoint,
                shadow,
                comparison.shadowNanos() / 1e9);
        add(
                "berth.shadowed.seconds",
                "Time of the answers that shadows were compared with",
                endpoint,
                shadow,
                comparison.answerNanos() / 1e9);
        if (Double.isFinite(comparison.distance())) {
            add(
                    "berth.shadow.distance",
                    "Sum of the mean absolute differences of shadows' numbers",
                    endpoint,
                    shadow,
                    comparison.distance());
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
    public void shadowFailed(
            EndpointName endpoint, String shadow, String requestId, Problem problem) {
        countShadow(endpoint, shadow, "failed");
        LOG.debug("endpoint {}, request {}: shadow '{}': {}", endpoint, requestId, shadow, problem);
    }

    @Override
    public void shadowShed(EndpointName endpoint, String shadow, String requestId) {
        countShadow(endpoint, shadow, "shed");
    }

    private void countShadow(EndpointName endpoint, String shadow, String outcome) {
        counters.computeIfAbsent(
                        List.of("berth.shadow.records", endpoint.value(), shadow, outcome),
                        key ->
                                Counter.builder("berth.shadow.records")
                                        .description(
                                                "Records that shadows were to be given, by what came of it")
                                        .tags(
                                                "endpoint",
                                                endpoint.value(),
                                                "shadow",
                                                shadow,
                                                "outcome",
                                                outcome)
                                        .register(registry))
                .increment();
    }

    private void add(
            String meter, String description, EndpointName endpoint, String shadow, double amount) {
        counters.computeIfAbsent(
                        List.of(meter, endpoint.value(), shadow),
                        key ->
                                Counter.builder(meter)
                                        .description(description)
                                        .tags("endpoint", endpoint.value(), "shadow", shadow)
                                        .register(registry))
                .increment(amount);
    }

    private void count(
            String meter, String description, EndpointName endpoint, String label, String name) {
        count(meter, description, endpoint, label, name, 1);
    }

    private void count(
            String meter,
            String description,
            EndpointName endpoint,
            String label,
            String name,
            int amount) {
        counters.computeIfAbsent(
                        List.of(meter, endpoint.value(), name),
                        key ->
                                Counter.builder(meter)
                                        .description(description)
                                        .tags("endpoint", endpoint.value(), label, name)
                                        .register(registry))
                .increment(amount);
    }
}
