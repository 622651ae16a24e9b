package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;
import static dev.berth.client.ThreeServers.problem;
import static dev.berth.client.ThreeServers.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.EjectionPolicy;
import dev.berth.client.balancing.GroupPolicy;
import dev.berth.core.ProblemCode;
import dev.berth.testkit.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests of health checks and fallbacks.
final class HealthAndFallbackTest {
    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void orElse_noServer_answersAndIsAnnotated() {
        servers.get(0).stop();
        try (var client = BerthClient.open(servers.options(1).withRetries(RetryPolicy.never()))) {
            CallResult<?> answer =
                    client.endpoint("topic")
                            .orElse((input, problem) -> Map.of("topic", "unknown"))
                            .send(INPUT)
                            .answer();
            assertThat(answer.value()).isEqualTo(Map.of("topic", "unknown"));
            assertThat(answer.annotations()).containsExactly("fallback:server-unreachable");
            assertThat(answer.server()).isEmpty();
        }
        assertThat(servers.events.fallbacks.get()).isEqualTo(1);
    }

    @Test
    void orElse_requestIsWrong_isNotAsked() {
        servers.get(0).does(FakeServer.status(422));
        try (var client = BerthClient.open(servers.options(1))) {
            Predictor predictor = client.model("m").orElse((input, problem) -> Map.of());
            assertThat(problem(predictor).code()).isEqualTo(ProblemCode.RECORD_INVALID);
        }
    }

    @Test
    void health_serverNotReady_getsNoCallsUntilItIs() {
        FakeServer drained = servers.get(0);
        drained.healthDoes(FakeServer.status(503));
        var options =
                servers.options(2)
                        .withGroup(new GroupPolicy(EjectionPolicy.defaults(), Duration.ZERO))
                        .withHealth(new HealthPolicy(Duration.ofMillis(20), ThreeServers.LONG));
        try (var client = BerthClient.open(options)) {
            Await.until(() -> client.group().usable() == 1);
            int before = drained.requestCount();
            repeat(20, () -> client.model("m").predict(INPUT));
            assertThat(drained.requestCount()).isEqualTo(before);

            drained.healthDoes(FakeServer.status(200));
            Await.until(() -> client.group().usable() == 2);
            Await.until(() -> client.model("m").predict(INPUT).containsValue("127.0.0.1"));
        }
    }

    @Test
    void call_theOnlyReadyServerIsGone_goesToOneThatIsNotKnownToBeReady() {
        // As in a rolling restart, in which this one is ready again by now.
        servers.get(1).healthDoes(FakeServer.status(503));
        var rarely = new HealthPolicy(Duration.ofMinutes(10), ThreeServers.LONG);
        var options = servers.options(2).withHealth(rarely).withWarmUp(ThreeServers.LONG);
        try (var client = BerthClient.open(options)) {
            assertThat(client.group().usable()).isEqualTo(1);
            servers.get(0).stop();
            assertThat(client.model("m").predict(INPUT)).containsEntry("who", "127.0.0.2");
        }
    }
}
