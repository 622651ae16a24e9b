package dev.berth.server.telemetry;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.endpoint.telemetry.Objective;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Meters of service level objectives, and of the records that met or missed them. Thread-safe.
final class ObjectiveMeters {
    private final MeterRegistry registry;
    private final Map<Key, Judged> judged = new ConcurrentHashMap<>();

    ObjectiveMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Key(EndpointName endpoint, Objective objective) {}

    void onSloEvaluated(EndpointName endpoint, Objective objective, double goal, boolean isMet) {
        Judged of =
                judged.computeIfAbsent(
                        new Key(endpoint, objective), key -> new Judged(registry, key));
        of.goal = goal;
        (isMet ? of.met : of.missed).increment();
    }

    private static final class Judged {
        private final Counter met;
        private final Counter missed;
        private volatile double goal;

        Judged(MeterRegistry registry, Key key) {
            this.met = counter(registry, key, "good");
            this.missed = counter(registry, key, "bad");
            MetricFamily.SLO_TARGET.gauge(registry, () -> goal, key.endpoint().value(), word(key));
        }

        private static Counter counter(MeterRegistry registry, Key key, String result) {
            return MetricFamily.SLO_RECORDS.counter(
                    registry, key.endpoint().value(), word(key), result);
        }

        private static String word(Key key) {
            return key.objective().name().toLowerCase(Locale.ROOT);
        }
    }
}
