package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.core.ProblemCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Tests of a client's meters.
final class MicrometerListenerTest {
    @Test
    void events_arriveAsMeters() {
        var registry = new SimpleMeterRegistry();
        var listener = new MicrometerListener(registry);
        Address server = Address.of("10.0.0.1", 8080);

        listener.onCallCompleted("topic", Optional.empty(), 2_000_000);
        listener.onCallCompleted("topic", Optional.of(ProblemCode.QUEUE_FULL), 1);
        listener.onAttemptCompleted(server, AttemptKind.RETRY, AttemptOutcome.FAILED);
        listener.onRetryBudgetExhausted("topic");
        listener.onFallback("topic", ProblemCode.QUEUE_FULL);
        listener.onEjected(server, Duration.ofSeconds(5));
        listener.onResolved(3);

        var answered = registry.get("berth.client.calls").tag("outcome", "answered").timer();
        assertThat(answered.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(2);
        assertThat(registry.get("berth.client.calls").tag("outcome", "queue-full").timer().count())
                .isEqualTo(1);
        assertThat(
                        registry.get("berth.client.attempts")
                                .tags(
                                        "server",
                                        "10.0.0.1:8080",
                                        "kind",
                                        "retry",
                                        "ending",
                                        "failed")
                                .counter()
                                .count())
                .isEqualTo(1);
        assertThat(registry.get("berth.client.budget.exhausted").counter().count()).isEqualTo(1);
        assertThat(registry.get("berth.client.fallbacks").counter().count()).isEqualTo(1);
        assertThat(registry.get("berth.client.ejections").counter().count()).isEqualTo(1);
        assertThat(registry.get("berth.client.servers").gauge().value()).isEqualTo(3);

        listener.onRemoved(server);
        assertThat(registry.find("berth.client.attempts").meters()).isEmpty();
        assertThat(registry.find("berth.client.ejections").meters()).isEmpty();
    }
}
