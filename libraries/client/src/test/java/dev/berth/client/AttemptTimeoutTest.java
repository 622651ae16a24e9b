package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.GroupPolicy;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests of attempt timeouts with unresponsive servers: what a call does in simulated time, and
/// what a server sees of it.
final class AttemptTimeoutTest {
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final CallOptions CALL =
            CallOptions.defaults()
                    .withTimeout(ThreeServers.LONG)
                    .withoutHedge()
                    .withAttemptTimeout(LIMIT);

    private final ThreeServers servers = new ThreeServers();
    private final Simulation simulation =
            new Simulation(
                    1,
                    new RetryPolicy(4, 1, 1000, Duration.ofMillis(2), Duration.ofMillis(20)),
                    GroupPolicy.defaults());

    @AfterEach
    void stop() {
        servers.close();
    }

    private static Simulation.Server quick() {
        return random -> new Simulation.Reaction(Duration.ofMillis(1), true);
    }

    private Problem failure(CallOptions call) {
        return ((ProblemException) simulation.call(call).exceptionNow()).problem();
    }

    @Test
    void call_serverHangs_asksTheNextAfterTheLimit() {
        simulation.serve(2, quick());
        simulation.servers.put(Simulation.host(1), Simulation.HUNG);
        CallResult<String> answer = simulation.call(CALL).join();
        while (simulation.requestCount(1) == 0) {
            answer = simulation.call(CALL).join();
        }
        assertThat(answer.attempts()).isEqualTo(2);
        assertThat(answer.server()).contains(Simulation.host(2));
        var hung = simulation.sent.get(simulation.sent.size() - 2);
        long pause = simulation.sent.getLast().atNanos() - hung.atNanos();
        assertThat(hung.timeoutNanos()).isEqualTo(LIMIT.toNanos());
        assertThat(Duration.ofNanos(pause)).isBetween(LIMIT, LIMIT.plusMillis(20));
    }

    @Test
    void call_allHang_tellsOfTheLimit() {
        simulation.serve(1, Simulation.HUNG);
        Problem problem = failure(CALL);
        assertThat(problem.code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        assertThat(problem.message()).contains("300 ms, the limit of an attempt");
        assertThat(simulation.requestCount(1)).isEqualTo(4);
    }

    @Test
    void call_once_isNotMadeAgain() {
        simulation.serve(1, Simulation.HUNG);
        assertThat(failure(CALL.withIdempotence(Idempotence.ONCE)).code())
                .isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        assertThat(simulation.requestCount(1)).isEqualTo(1);
    }

    @Test
    void call_lessIsLeftThanTheLimit_isTheCallsDeadline() {
        simulation.serve(1, Simulation.HUNG);
        var brief = Duration.ofMillis(100);
        assertThat(failure(CALL.withTimeout(brief)).message())
                .contains("no answer of m within 100 ms");
        assertThat(simulation.sent)
                .extracting(Simulation.Sent::timeoutNanos)
                .containsExactly(brief.toNanos());
    }

    private ClientOptions options(Duration limit) {
        return servers.options(2).withCalls(CALL.withAttemptTimeout(limit));
    }

    @Test
    void predict_serverHangs_isToldTheLimitAndReset() {
        FakeServer hung = servers.get(0);
        hung.does(FakeServer.HANG);
        try (var client = BerthClient.open(options(LIMIT))) {
            Await.until(() -> isAnsweredByTheSecond(client) && hung.requestCount() > 0);
            Await.until(() -> hung.cancelled() == hung.requestCount());
        }
        assertThat(hung.requests())
                .extracting(request -> request.getHeader("berth-timeout-millis"))
                .allSatisfy(
                        millis ->
                                assertThat(Long.parseLong(millis))
                                        .isLessThanOrEqualTo(LIMIT.toMillis()));
        assertThat(servers.events.endings)
                .contains(AttemptOutcome.FAILED)
                .contains(AttemptOutcome.ANSWERED);
    }

    /// On a busy machine it may take longer than the limit as well.
    private static boolean isAnsweredByTheSecond(BerthClient client) {
        try {
            assertThat(client.model("m").predict(INPUT)).containsEntry("who", "127.0.0.2");
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
            return false;
        }
    }

    @Test
    void predict_serverSaysThatTheTimeIsOver_asksTheNextAsWell() {
        servers.get(0).does(FakeServer.status(504));
        try (var client = BerthClient.open(options(ThreeServers.LONG.dividedBy(2)))) {
            Await.until(
                    () -> {
                        assertThat(client.model("m").predict(INPUT))
                                .containsEntry("who", "127.0.0.2");
                        return servers.get(0).requestCount() > 0;
                    });
        }
    }
}
