package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;
import static dev.berth.client.ThreeServers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.testkit.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tests of attempt timeouts with unresponsive servers.
@Tag("timed")
final class AttemptTimeoutTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    private BerthClient client(int count) {
        ClientOptions options = servers.options(count);
        return BerthClient.open(
                options.withCalls(options.calls().withoutHedge().withAttemptTimeout(LIMIT)));
    }

    private List<Long> timeouts(int server) {
        return servers.get(server).requests().stream()
                .map(request -> Long.parseLong(request.getHeader("berth-timeout-millis")))
                .toList();
    }

    @Test
    void predict_serverHangs_asksTheNextAfterTheLimit() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = client(2)) {
            for (int i = 0; i < 10 && servers.get(0).requestCount() == 0; i++) {
                assertThat(client.model("m").predict(INPUT)).containsEntry("who", "127.0.0.2");
            }
            assertThat(servers.get(0).requestCount()).isPositive();
            Await.until(() -> servers.get(0).cancelled() == servers.get(0).requestCount());
        }
        assertThat(timeouts(0)).allMatch(millis -> millis <= LIMIT.toMillis());
        assertThat(servers.events.endings)
                .contains(AttemptOutcome.FAILED)
                .contains(AttemptOutcome.ANSWERED);
    }

    @Test
    void predict_serverSaysThatTheTimeIsOver_asksTheNextAsWell() {
        servers.get(0).does(FakeServer.status(504));
        try (var client = client(2)) {
            for (int i = 0; i < 10 && servers.get(0).requestCount() == 0; i++) {
                assertThat(client.model("m").predict(INPUT)).containsEntry("who", "127.0.0.2");
            }
            assertThat(servers.get(0).requestCount()).isPositive();
        }
    }

    @Test
    void predict_allHang_tellsOfTheLimit() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = client(1)) {
            Problem problem = problem(client.model("m"));
            assertThat(problem.code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
            assertThat(problem.message()).contains("300 ms, the limit of an attempt");
        }
        assertThat(servers.get(0).requestCount()).isEqualTo(4);
    }

    @Test
    void predict_once_isNotMadeAgain() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = client(1)) {
            var once = client.options().calls().withIdempotence(Idempotence.ONCE);
            assertThat(problem(client.model("m").with(once)).code())
                    .isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        }
        assertThat(servers.get(0).requestCount()).isEqualTo(1);
    }

    @Test
    void predict_lessIsLeftThanTheLimit_isTheCallsDeadline() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = client(1)) {
            var brief = client.options().calls().withTimeout(Duration.ofMillis(100));
            assertThat(problem(client.model("m").with(brief)).message())
                    // The clock may have advanced before the call reads it.
                    .matches("(?s).*no answer of m within (9[0-9]|100) ms.*");
        }
        assertThat(timeouts(0)).hasSize(1).allMatch(millis -> millis <= 100);
    }
}
