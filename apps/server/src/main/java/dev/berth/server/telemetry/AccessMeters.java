package dev.berth.server.telemetry;

import dev.berth.server.auth.AccessListener;
import dev.berth.server.auth.token.Issuers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Refusals, quotas and issuers, as `/metrics` shows them. Labels are words of Berth's and names
/// that `berth.yaml` declares, never a caller's. Thread-safe.
final class AccessMeters implements AccessListener {
    private final MeterRegistry registry;
    private final Map<Refused, Counter> refused = new ConcurrentHashMap<>();
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private final Set<String> issuers = ConcurrentHashMap.newKeySet();

    private record Refused(String reason, String consumer) {}

    private record Share(String consumer, String model) {}

    AccessMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Shown from the start, at 0.
    @Override
    public void reason(String reason) {
        var _ = counter(new Refused(reason, ""));
    }

    @Override
    public void refused(String reason, String consumer) {
        counter(new Refused(reason, consumer)).increment();
    }

    private Counter counter(Refused kind) {
        return refused.computeIfAbsent(
                kind,
                absent ->
                        Counter.builder("berth.access.refused")
                                .tags("reason", absent.reason(), "consumer", absent.consumer())
                                .description(
                                        "Requests of callers that are not known, not allowed, or"
                                                + " beyond their quota")
                                .register(registry));
    }

    @Override
    public void quota(
            String consumer,
            String model,
            IntSupplier underWay,
            IntSupplier concurrentMax,
            DoubleSupplier available,
            DoubleSupplier availableRecords) {
        if (!shares.add(new Share(consumer, model))) {
            return;
        }
        gauge(
                "berth.quota.concurrent.requests",
                "Requests under way that count against the consumer's quota",
                consumer,
                model,
                underWay::getAsInt);
        gauge(
                "berth.quota.concurrent.requests.limit",
                "How many may be; infinite for any number",
                consumer,
                model,
                () -> {
                    int max = concurrentMax.getAsInt();
                    return max == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : max;
                });
        gauge(
                "berth.quota.requests.available",
                "Requests that may come now at once; NaN without a rate",
                consumer,
                model,
                available::getAsDouble);
        gauge(
                "berth.quota.records.available",
                "Records that may come now at once; NaN without a rate",
                consumer,
                model,
                availableRecords::getAsDouble);
    }

    private void gauge(
            String name,
            String description,
            String consumer,
            String model,
            Supplier<Number> value) {
        Gauge.builder(name, value)
                .tags("consumer", consumer, "model", model)
                .description(description)
                .register(registry);
    }

    @Override
    public void issuer(String name, Supplier<Issuers.Figures> figures) {
        if (!issuers.add(name)) {
            return;
        }
        Gauge.builder("berth.issuer.keys", () -> figures.get().keys())
                .tag("issuer", name)
                .description("Keys of the issuer that are in force")
                .register(registry);
        Gauge.builder("berth.issuer.keys.age.seconds", () -> figures.get().ageSeconds())
                .tag("issuer", name)
                .description("Time since they were fetched last")
                .register(registry);
        fetches(name, "fetched", all -> figures.get().fetched());
        fetches(name, "failed", all -> figures.get().failed());
    }

    private void fetches(String issuer, String result, ToDoubleFunction<AccessMeters> count) {
        FunctionCounter.builder("berth.issuer.fetches", this, count)
                .tags("issuer", issuer, "result", result)
                .description("Fetches of the issuer's keys")
                .register(registry);
    }
}
