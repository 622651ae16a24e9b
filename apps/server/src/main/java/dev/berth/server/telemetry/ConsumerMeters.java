package dev.berth.server.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts of the requests for predictions and features by declared consumer, and of anonymous ones
/// where these are allowed. Thread-safe.
final class ConsumerMeters {
    private final MeterRegistry registry;
    private final Map<String, Counter> requests = new ConcurrentHashMap<>();

    ConsumerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(CompletedRequest call) {
        String consumer = call.info().consumer();
        if (consumer.isEmpty()) {
            return;
        }
        Counter counter = requests.get(consumer);
        if (counter == null) {
            counter = requests.computeIfAbsent(consumer, this::counter);
        }
        counter.increment();
    }

    private Counter counter(String consumer) {
        return MetricFamily.CONSUMER_REQUESTS.counter(registry, consumer);
    }
}
