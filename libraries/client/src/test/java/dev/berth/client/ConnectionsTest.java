package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;
import static dev.berth.client.ThreeServers.problem;
import static dev.berth.client.ThreeServers.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of connections that fail, hang, or are all taken.
final class ConnectionsTest {
    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_serverThatNeverReads_hasFewConnectionsOpen(HttpForm form) throws IOException {
        try (var silent = SilentServer.start("127.0.0.9")) {
            var options =
                    ClientOptions.of(ServerDiscovery.of(silent.address()))
                            .withoutHealthChecks()
                            .withHttp(form)
                            .withRetries(RetryPolicy.never())
                            .withPool(
                                    PoolPolicy.defaults().withConnectTimeout(Duration.ofMillis(50)))
                            .withCalls(CallOptions.defaults().withTimeout(Duration.ofMillis(100)));
            try (var client = BerthClient.open(options)) {
                repeat(
                        20,
                        () ->
                                assertThat(problem(client.model("m")).code())
                                        .isIn(
                                                ProblemCode.QUEUE_FULL,
                                                ProblemCode.DEADLINE_EXCEEDED,
                                                ProblemCode.SERVER_UNREACHABLE));
                Await.until(() -> silent.open() <= PoolPolicy.defaults().http2ConnectionsMax());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_connectionsGoSilent_areFoundAndReplaced(HttpForm form) {
        try (var gate = TcpGate.to(servers.vertx, servers.get(0).address())) {
            var options =
                    ClientOptions.of(ServerDiscovery.of(gate.address()))
                            .withoutHealthChecks()
                            .withHttp(form)
                            .withRetries(RetryPolicy.never())
                            .withPool(
                                    PoolPolicy.defaults().withPingInterval(Duration.ofMillis(200)))
                            .withCalls(CallOptions.defaults().withTimeout(Duration.ofSeconds(1)));
            try (var client = BerthClient.open(options)) {
                Await.until(() -> answers(client));
                gate.silence();
                Await.until(() -> answers(client));
            }
        }
    }

    /// A middlebox that accepts connections without forwarding, and then recovers.
    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_connectionsNeverBecomeReady_doNotKeepTheirPlace(HttpForm form) {
        try (var gate = TcpGate.to(servers.vertx, servers.get(0).address())) {
            gate.swallow(true);
            var options =
                    ClientOptions.of(ServerDiscovery.of(gate.address()))
                            .withoutHealthChecks()
                            .withHttp(form)
                            .withRetries(RetryPolicy.never())
                            .withPool(
                                    PoolPolicy.defaults()
                                            .withConnectTimeout(Duration.ofMillis(500)))
                            .withCalls(CallOptions.defaults().withTimeout(Duration.ofMillis(500)));
            try (var client = BerthClient.open(options)) {
                repeat(4, () -> assertThat(answers(client)).isFalse());
                gate.swallow(false);
                Await.until(() -> answers(client));
            }
        }
    }

    private static boolean answers(BerthClient client) {
        try {
            client.model("m").predict(INPUT);
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    @Test
    void predict_connectionsAllTaken_blamesNobody() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(oneConnection(10))) {
            Call<?> first = client.model("m").send(INPUT);
            Await.until(() -> servers.get(0).requestCount() == 1);
            Predictor brief =
                    client.model("m")
                            .with(CallOptions.defaults().withTimeout(Duration.ofMillis(200)));
            // On a busy machine the deadline may pass before it begins to wait.
            Await.until(() -> problem(brief).message().contains("all connections"));
            assertThat(servers.events.endings).containsOnly(AttemptOutcome.BUSY);
            first.cancel();
        }
    }

    @Test
    void predict_noMoreMayWait_blamesNobody() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(oneConnection(0))) {
            Call<?> first = client.model("m").send(INPUT);
            Await.until(() -> servers.get(0).requestCount() == 1);
            assertThat(problem(client.model("m")).code()).isEqualTo(ProblemCode.QUEUE_FULL);
            assertThat(servers.events.endings).containsExactly(AttemptOutcome.BUSY);
            first.cancel();
        }
    }

    private ClientOptions oneConnection(int waitingMax) {
        return servers.options(1)
                .withRetries(RetryPolicy.never())
                .withHttp(HttpForm.HTTP_1_1)
                .withPool(
                        PoolPolicy.defaults()
                                .withConnectTimeout(ThreeServers.LONG)
                                .withStreams(1, 1)
                                .withWaitingMax(waitingMax));
    }
}
