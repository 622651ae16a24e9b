package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;
import static dev.berth.client.ThreeServers.problem;
import static dev.berth.client.ThreeServers.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.EjectionPolicy;
import dev.berth.client.balancing.GroupPolicy;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of a client with servers that fail in every way, on different hosts.
final class FaultsTest {
    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    /// Ejects at the first failure, for longer than any test.
    private static GroupPolicy strict() {
        return new GroupPolicy(
                new EjectionPolicy(1, 1, 1000, Duration.ofHours(1), Duration.ofHours(1), 0.5),
                Duration.ZERO);
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_oneServerResets_isAnsweredByAnotherHost(HttpForm form) {
        servers.get(0).does(FakeServer.RESET);
        try (var client = BerthClient.open(servers.options(2).withHttp(form))) {
            repeat(
                    20,
                    () ->
                            assertThat(client.model("m").predict(INPUT))
                                    .containsEntry("who", "127.0.0.2"));
        }
        assertThat(servers.get(0).requestCount()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_oneServerBreaksOffMidAnswer_isAnsweredByAnotherHost(HttpForm form) {
        servers.get(0).does(FakeServer.BREAK_OFF);
        try (var client = BerthClient.open(servers.options(2).withHttp(form))) {
            repeat(
                    20,
                    () ->
                            assertThat(client.model("m").predict(INPUT))
                                    .containsEntry("who", "127.0.0.2"));
        }
        assertThat(servers.get(0).requestCount()).isPositive();
    }

    @Test
    void predict_oneServerIsGone_isAnsweredByAnotherAndEjectsIt() {
        servers.get(0).stop();
        try (var client = BerthClient.open(servers.options(2).withGroup(strict()))) {
            repeat(20, () -> client.model("m").predict(INPUT));
            assertThat(servers.events.ejected).containsExactly(servers.get(0).address());
            assertThat(client.group().usable()).isEqualTo(1);
        }
    }

    @Test
    void predict_oneServerAnswersNonsense_isAnsweredByAnotherHost() {
        servers.get(0).does(FakeServer.NONSENSE);
        try (var client = BerthClient.open(servers.options(2))) {
            repeat(
                    20,
                    () ->
                            assertThat(client.model("m").predict(INPUT))
                                    .containsEntry("who", "127.0.0.2"));
        }
        assertThat(servers.get(0).requestCount()).isPositive();
    }

    @Test
    void predict_nonsenseAndNotToBeRepeated_isAnErrorOfTheServer() {
        servers.get(0).does(FakeServer.NONSENSE);
        try (var client = BerthClient.open(servers.options(1))) {
            Problem problem =
                    problem(
                            client.model("m")
                                    .with(
                                            CallOptions.defaults()
                                                    .withIdempotence(Idempotence.ONCE)));
            assertThat(problem.code()).isEqualTo(ProblemCode.INTERNAL_ERROR);
            assertThat(problem.message()).contains(servers.get(0).address(), "cannot be read");
        }
        assertThat(servers.get(0).requestCount()).isEqualTo(1);
        assertThat(servers.events.endings).containsExactly(AttemptOutcome.FAILED);
    }

    @Test
    void predict_answerAboveTheLimit_isGivenUp() {
        servers.get(0).does(request -> request.response().end("\"" + "x".repeat(10_000) + "\""));
        var options =
                servers.options(1)
                        .withRetries(RetryPolicy.never())
                        .withPool(PoolPolicy.defaults().withAnswerBytesMax(1000));
        try (var client = BerthClient.open(options)) {
            assertThat(problem(client.model("m")).message()).contains("more than 1000 bytes");
        }
    }

    @Test
    void call_serverHangs_costsTheDeadlineAndEjectsIt() {
        var simulation = new Simulation(1, RetryPolicy.defaults(), strict());
        simulation.serve(2, random -> new Simulation.Reaction(Duration.ofMillis(1), true));
        simulation.run(20, Duration.ofMillis(10), CallOptions.defaults());
        simulation.servers.put(Simulation.host(1), Simulation.HUNG);
        int before = simulation.requestCount(1);
        var impatient = CallOptions.defaults().withTimeout(Duration.ofSeconds(2)).withoutHedge();
        long start = simulation.clock.getAsLong();
        CompletableFuture<?> result = simulation.call(impatient);
        while (simulation.requestCount(1) == before) {
            assertThat(result).isCompleted();
            start = simulation.clock.getAsLong();
            result = simulation.call(impatient);
        }
        assertThat(result.exceptionNow()).hasMessageContaining("within 2000 ms");
        assertThat(simulation.late).isEqualTo(1);
        assertThat(simulation.clock.getAsLong() - start).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(simulation.group.usable()).isEqualTo(1);
        simulation.run(10, Duration.ofMillis(10), CallOptions.defaults());
        assertThat(simulation.requestCount(1)).isEqualTo(before + 1);
        assertThat(simulation.late).isEqualTo(1);
    }

    @Test
    void predict_serverComesBackOnItsPort_isFoundAgain() {
        FakeServer server = servers.get(0);
        try (var client = BerthClient.open(servers.options(1))) {
            client.model("m").predict(INPUT);
            server.stop();
            assertThat(problem(client.model("m")).code()).isEqualTo(ProblemCode.SERVER_UNREACHABLE);
            server.restart();
            client.model("m").predict(INPUT);
        }
    }

    @Test
    void texts_withKey_doNotTellIt() {
        servers.get(0).does(FakeServer.status(401));
        var options = servers.options(1).withKey(ApiKeyCredential.of("berth_secret"));
        try (var client = BerthClient.open(options)) {
            assertThat(options.toString()).doesNotContain("berth_secret");
            assertThat(problem(client.model("m")).toString()).doesNotContain("berth_secret");
        }
    }
}
