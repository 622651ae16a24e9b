package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;
import static dev.berth.client.ThreeServers.problem;
import static dev.berth.client.ThreeServers.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.GroupPolicy;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of retries: their conditions, servers and number.
final class RetryTest {
    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void predict_onceAndConnectionBroke_isNotRepeated() {
        servers.get(0).does(FakeServer.RESET);
        try (var client = BerthClient.open(servers.options(1))) {
            Predictor once =
                    client.model("m")
                            .with(client.options().calls().withIdempotence(Idempotence.ONCE));
            assertThat(problem(once).code()).isEqualTo(ProblemCode.SERVER_UNREACHABLE);
        }
        assertThat(servers.get(0).requestCount()).isEqualTo(1);
    }

    @Test
    void predict_onceAndServerRefuses_isRepeated() {
        FakeServer server = servers.get(0);
        server.does(
                server.failing(
                        request ->
                                request.response()
                                        .setStatusCode(503)
                                        .end("{\"error\":\"draining: it stops; ask another\"}"),
                        number -> number == 1));
        try (var client = BerthClient.open(servers.options(1))) {
            client.model("m")
                    .with(client.options().calls().withIdempotence(Idempotence.ONCE))
                    .predict(INPUT);
        }
        assertThat(server.requestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void predict_aloneAndBusy_waitsAsLongAsTheServerAsks(int status) {
        var policy = new RetryPolicy(4, 1, 1000, Duration.ofMillis(2), Duration.ofMillis(20));
        var simulation = new Simulation(1, policy, GroupPolicy.defaults());
        simulation.serve(
                1,
                random ->
                        simulation.requestCount(1) == 1
                                ? Simulation.Reaction.busy(status, 1)
                                : new Simulation.Reaction(Duration.ofMillis(1), true));
        assertThat(simulation.call(CallOptions.defaults()).join().attempts()).isEqualTo(2);
        long pause = simulation.sent.getLast().atNanos() - simulation.sent.getFirst().atNanos();
        assertThat(Duration.ofNanos(pause))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1010));
    }

    @Test
    void predict_busyForLongerThanTheDeadline_failsWithoutWaiting() {
        servers.get(0).does(FakeServer.busy(429, 3600));
        try (var client = BerthClient.open(servers.options(1))) {
            Problem problem = problem(client.model("m"));
            assertThat(problem.code()).isEqualTo(ProblemCode.QUEUE_FULL);
            assertThat(problem.retryAfter()).contains(Duration.ofHours(1));
        }
        assertThat(servers.get(0).requestCount()).isEqualTo(1);
    }

    @Test
    void predict_oneBusyForLong_isAnsweredByAnother() {
        servers.get(0).does(FakeServer.busy(429, 3600));
        try (var client = BerthClient.open(servers.options(2))) {
            repeat(10, () -> client.model("m").predict(INPUT));
        }
        assertThat(servers.events.ejected).isEmpty();
    }

    @Test
    void predict_hedged_isAnsweredByTheSecondAndCancelsTheFirst() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(servers.options(2))) {
            Predictor hedged =
                    client.model("m")
                            .with(client.options().calls().hedgeAfter(Duration.ofMillis(5)));
            Await.until(
                    () -> {
                        assertThat(hedged.predict(INPUT)).containsEntry("who", "127.0.0.2");
                        return servers.get(0).cancelled() > 0;
                    });
        }
        assertThat(servers.events.kinds).contains(AttemptKind.HEDGE);
        assertThat(servers.events.endings).contains(AttemptOutcome.ABANDONED);
    }

    @Test
    void predict_hedgeAtPercentile_waitsForEnoughAnswersFirst() {
        try (var client = BerthClient.open(servers.options(2))) {
            Predictor hedged =
                    client.model("m")
                            .with(client.options().calls().withHedge(new Hedge.AtPercentile(0.95)));
            repeat(Latencies.ENOUGH, () -> hedged.predict(INPUT));
            assertThat(servers.events.hedges()).isZero();
            int before = servers.requestCount();
            servers.get(0).does(FakeServer.HANG);
            servers.get(1).does(FakeServer.HANG);
            Call<?> call = hedged.send(INPUT);
            Await.until(() -> servers.requestCount() == before + 2);
            call.cancel();
            Await.until(() -> servers.events.hedges() == 1);
        }
    }

    @Test
    void predict_budgetEmpty_isNeitherRepeatedNorHedged() {
        servers.get(0).does(FakeServer.status(503));
        servers.get(1).does(FakeServer.status(503));
        var options =
                servers.options(2)
                        .withRetries(
                                new RetryPolicy(
                                        4, 0, 0, Duration.ofMillis(2), Duration.ofMillis(20)));
        try (var client = BerthClient.open(options)) {
            repeat(10, () -> problem(client.model("m")));
        }
        assertThat(servers.requestCount()).isEqualTo(10);
        assertThat(servers.events.exhausted.get()).isEqualTo(10);
    }
}
