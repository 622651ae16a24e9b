package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests of the warm-up of a client.
final class WarmUpTest {
    /// A wait for that long would be found out as a hanging test.
    private static final Duration DAY = Duration.ofDays(1);

    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private ClientOptions options(int count, Duration warmUp) {
        return servers.options(count)
                .withHealth(new HealthPolicy(Duration.ofSeconds(5), DAY))
                .withWarmUp(warmUp);
    }

    @Test
    void open_aServerAnswersLate_waitsForIt() {
        var answered = new AtomicBoolean();
        FakeServer late = servers.get(1);
        late.healthDoes(
                request ->
                        servers.vertx.setTimer(
                                300,
                                id -> {
                                    answered.set(true);
                                    request.response().end();
                                }));
        try (var client = BerthClient.open(options(3, DAY))) {
            assertThat(answered).isTrue();
            assertThat(client.options().warmUp()).isEqualTo(DAY);
        }
    }

    @Test
    void open_aServerDoesNotAnswer_waitsNoLongerThanItIsTold() {
        servers.get(1).healthDoes(FakeServer.HANG);
        BerthClient.open(options(3, Duration.ofMillis(300))).close();
        BerthClient.open(options(3, Duration.ZERO)).close();
    }

    @Test
    void open_noServerListens_doesNotWait() {
        servers.get(0).stop();
        BerthClient.open(options(1, DAY)).close();
    }
}
