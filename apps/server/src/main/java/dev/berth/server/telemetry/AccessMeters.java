package dev.berth.server.telemetry;

import dev.berth.server.auth.AccessListener;
import dev.berth.server.auth.token.Issuers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Meters of denials, quotas and issuers. Labels are fixed words and names that `berth.yaml`
/// declares, never a caller's text. Thread-safe.
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
    public void registerReason(String reason) {
        var _ = counter(new Refused(reason, ""));
    }

    @Override
    public void onDenied(String reason, String consumer) {
        counter(new Refused(reason, consumer)).increment();
    }

    private Counter counter(Refused kind) {
        return refused.computeIfAbsent(
                kind,
                absent ->
                        MetricFamily.AUTH_DENIED.counter(
                                registry, absent.reason(), absent.consumer()));
    }

    @Override
    public void registerQuota(
            String consumer,
            String model,
            IntSupplier inFlight,
            IntSupplier concurrentMax,
            DoubleSupplier available,
            DoubleSupplier availableRecords) {
        if (!shares.add(new Share(consumer, model))) {
            return;
        }
        MetricFamily.QUOTA_CONCURRENT.gauge(registry, inFlight::getAsInt, consumer, model);
        MetricFamily.QUOTA_CONCURRENT_LIMIT.gauge(
                registry,
                () -> {
                    int max = concurrentMax.getAsInt();
                    return max == Integer.MAX_VALUE ? Double.POSITIVE_INFINITY : max;
                },
                consumer,
                model);
        MetricFamily.QUOTA_REQUESTS.gauge(registry, available::getAsDouble, consumer, model);
        MetricFamily.QUOTA_RECORDS.gauge(registry, availableRecords::getAsDouble, consumer, model);
    }

    @Override
    public void registerIssuer(String name, Supplier<Issuers.Figures> figures) {
        if (!issuers.add(name)) {
            return;
        }
        MetricFamily.JWKS_KEYS.gauge(registry, () -> figures.get().keys(), name);
        MetricFamily.JWKS_AGE.gauge(registry, () -> figures.get().ageSeconds(), name);
        fetches(name, "success", all -> figures.get().fetched());
        fetches(name, "failure", all -> figures.get().failed());
    }

    private void fetches(String issuer, String result, ToDoubleFunction<AccessMeters> count) {
        MetricFamily.JWKS_REFRESHES.count(registry, this, count, issuer, result);
    }
}
