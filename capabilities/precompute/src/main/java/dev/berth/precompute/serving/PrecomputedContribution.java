package dev.berth.precompute.serving;

import dev.berth.contribution.Metric;
import dev.berth.contribution.Metric.Sample;
import dev.berth.contribution.ServerContribution;
import dev.berth.contribution.ServerServices;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.precomputed.PrecomputedStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Metrics of the snapshots that a server answers by.
public final class PrecomputedContribution implements ServerContribution {
    /// For `java.util.ServiceLoader`.
    public PrecomputedContribution() {}

    @Override
    public String name() {
        return "precompute";
    }

    @Override
    public List<Metric> metrics(ServerServices services) {
        Endpoints endpoints = services.require(Endpoints.class);
        return List.of(
                gauge(
                        endpoints,
                        "berth_precomputed_age_seconds",
                        "Age of the endpoint's precomputed answers",
                        each -> Duration.between(each.computed(), Instant.now()).toMillis() / 1e3),
                gauge(
                        endpoints,
                        "berth_precomputed_answers",
                        "Precomputed answers of the endpoint's snapshot",
                        PrecomputedStatus::answers),
                gauge(
                        endpoints,
                        "berth_precomputed_snapshot",
                        "Number of the endpoint's snapshot",
                        PrecomputedStatus::number));
    }

    private static Metric gauge(
            Endpoints endpoints,
            String name,
            String help,
            ToDoubleFunction<PrecomputedStatus> value) {
        return new Metric(
                name,
                Metric.Kind.GAUGE,
                help,
                () ->
                        endpoints.precomputed().stream()
                                .flatMap(each -> each.statuses().stream())
                                .map(
                                        each ->
                                                new Sample(
                                                        Map.of("endpoint", each.endpoint().value()),
                                                        value.applyAsDouble(each)))
                                .toList());
    }
}
