package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests of the warm-up of a client.
@Timeout(60)
@Tag("timed")
final class WarmUpTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private ClientOptions options(int count, Duration warmUp) {
        return servers.options(count).withHealth(HealthPolicy.defaults()).withWarmUp(warmUp);
    }

    private static Duration opening(ClientOptions options) {
        long begin = System.nanoTime();
        try (var client = BerthClient.open(options)) {
            assertThat(client.options().warmUp()).isEqualTo(options.warmUp());
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    @Test
    void open_aServerAnswersLate_waitsForIt() {
        servers.get(1).healthDoes(servers.get(1).slow(300));
        assertThat(opening(options(3, LONG))).isBetween(Duration.ofMillis(300), LONG);
    }

    @Test
    void open_aServerDoesNotAnswer_waitsNoLongerThanItIsTold() {
        servers.get(1).healthDoes(FakeServer.HANG);
        assertThat(opening(options(3, Duration.ofMillis(300))))
                .isBetween(Duration.ofMillis(300), HealthPolicy.defaults().timeout());
        assertThat(opening(options(3, Duration.ZERO)))
                .isLessThan(HealthPolicy.defaults().timeout());
    }

    @Test
    void open_noServerListens_doesNotWait() {
        servers.get(0).stop();
        assertThat(opening(options(1, LONG))).isLessThan(LONG);
    }
}
