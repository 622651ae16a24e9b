package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.client.group.Address;
import dev.berth.client.group.EjectionPolicy;
import dev.berth.client.group.Ending;
import dev.berth.client.group.GroupPolicy;
import dev.berth.client.group.Servers;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A client against servers that fail in every way, on hosts of their own.
final class FaultsTest {
    /// Enough for anything on a busy machine.
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final Map<String, Object> INPUT = Map.of("text", "hello");

    private Vertx vertx;
    private final List<FakeServer> servers = new ArrayList<>();
    private final Heard heard = new Heard();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        for (int i = 1; i <= 3; i++) {
            servers.add(FakeServer.start(vertx, i));
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(FakeServer::close);
        vertx.close().await();
    }

    private ClientOptions options(int count) {
        return ClientOptions.of(
                        Servers.of(
                                servers.stream()
                                        .limit(count)
                                        .map(FakeServer::address)
                                        .toArray(String[]::new)))
                .withoutHealthChecks()
                .withListener(heard)
                .withCalls(CallOptions.defaults().withTimeout(LONG))
                .withPool(PoolPolicy.defaults().withConnectTimeout(Duration.ofSeconds(10)))
                // So that a few calls may all be retried.
                .withRetries(
                        new RetryPolicy(
                                4, 1, 1000, Duration.ofMillis(2), Duration.ofMillis(20)));
    }

    /// Ejects at the first failure, for longer than any test.
    private static GroupPolicy strict() {
        return new GroupPolicy(
                new EjectionPolicy(
                        1, 1, 1000, Duration.ofHours(1), Duration.ofHours(1), 0.5),
                Duration.ZERO);
    }

    private static Problem problem(Predictor predictor) {
        return catchThrowableOfType(ProblemException.class, () -> predictor.predict(INPUT))
                .problem();
    }

    private static void repeat(int times, Runnable step) {
        IntStream.range(0, times).forEach(i -> step.run());
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_oneServerResets_isAnsweredByAnotherHost(HttpForm form) {
        servers.get(0).does(FakeServer.RESET);
        try (var client = BerthClient.open(options(2).withHttp(form))) {
            repeat(
                    20,
                    () ->
                            assertThat(client.model("m").predict(INPUT))
                                    .containsEntry("who", "127.0.0.2"));
        }
        assertThat(servers.get(0).asked()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_oneServerBreaksOffMidAnswer_isAnsweredByAnotherHost(HttpForm form) {
        servers.get(0).does(FakeServer.BREAK_OFF);
        try (var client = BerthClient.open(options(2).withHttp(form))) {
            repeat(
                    20,
                    () ->
                            assertThat(client.model("m").predict(INPUT))
                                    .containsEntry("who", "127.0.0.2"));
        }
        assertThat(servers.get(0).asked()).isPositive();
    }

    @Test
    void predict_oneServerIsGone_isAnsweredByAnotherAndEjectsIt() {
        servers.get(0).stop();
        try (var client = BerthClient.open(options(2).withGroup(strict()))) {
            repeat(20, () -> client.model("m").predict(INPUT));
            assertThat(heard.ejected).containsExactly(servers.get(0).address());
            assertThat(client.group().usable()).isEqualTo(1);
        }
    }

    @Test
    void predict_onceAndConnectionBroke_isNotRepeated() {
        servers.get(0).does(FakeServer.RESET);
        try (var client = BerthClient.open(options(1))) {
            Predictor once =
                    client.model("m").with(client.options().calls().withIdempotence(Idempotence.ONCE));
            assertThat(problem(once).code()).isEqualTo(ProblemCode.SERVER_UNREACHABLE);
        }
        assertThat(servers.get(0).asked()).isEqualTo(1);
    }

    @Test
    void predict_onceAndServerRefuses_isRepeated() {
        FakeServer server = servers.get(0);
        server.does(server.failing(FakeServer.status(503), number -> number == 1));
        try (var client = BerthClient.open(options(1))) {
            client.model("m")
                    .with(client.options().calls().withIdempotence(Idempotence.ONCE))
                    .predict(INPUT);
        }
        assertThat(server.asked()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void predict_aloneAndBusy_waitsAsLongAsTheServerAsks(int status) {
        FakeServer server = servers.get(0);
        server.does(server.failing(FakeServer.busy(status, 1), number -> number == 1));
        long start = System.nanoTime();
        try (var client = BerthClient.open(options(1))) {
            Answer<?> answer = client.model("m").send(INPUT).answer();
            assertThat(answer.attempts()).isEqualTo(2);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void predict_busyForLongerThanTheDeadline_failsWithoutWaiting() {
        servers.get(0).does(FakeServer.busy(429, 3600));
        try (var client = BerthClient.open(options(1))) {
            Problem problem = problem(client.model("m"));
            assertThat(problem.code()).isEqualTo(ProblemCode.QUEUE_FULL);
            assertThat(problem.retryAfter()).contains(Duration.ofHours(1));
        }
        assertThat(servers.get(0).asked()).isEqualTo(1);
    }

    @Test
    void predict_oneBusyForLong_isAnsweredByAnother() {
        servers.get(0).does(FakeServer.busy(429, 3600));
        try (var client = BerthClient.open(options(2))) {
            repeat(10, () -> client.model("m").predict(INPUT));
        }
        assertThat(heard.ejected).isEmpty();
    }

    @Test
    void predict_nonsense_isAnErrorOfTheServerAndNotRepeated() {
        servers.get(0).does(FakeServer.NONSENSE);
        try (var client = BerthClient.open(options(1))) {
            Problem problem = problem(client.model("m"));
            assertThat(problem.code()).isEqualTo(ProblemCode.INTERNAL_ERROR);
            assertThat(problem.message()).contains(servers.get(0).address(), "cannot be read");
        }
        assertThat(servers.get(0).asked()).isEqualTo(1);
        assertThat(heard.endings).containsExactly(Ending.FAILED);
    }

    @Test
    void predict_answerAboveTheLimit_isGivenUp() {
        servers.get(0)
                .does(request -> request.response().end("\"" + "x".repeat(10_000) + "\""));
        var options =
                options(1)
                        .withRetries(RetryPolicy.never())
                        .withPool(PoolPolicy.defaults().withAnswerBytesMax(1000));
        try (var client = BerthClient.open(options)) {
            assertThat(problem(client.model("m")).message()).contains("more than 1000 bytes");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_serverHangs_costsTheDeadlineAndEjectsIt(HttpForm form) {
        var options = options(2).withHttp(form).withGroup(strict());
        try (var client = BerthClient.open(options)) {
            // The other one has to be quick from here on.
            repeat(20, () -> client.model("m").predict(INPUT));
            servers.get(0).does(FakeServer.HANG);
            var impatient =
                    client.model("m")
                            .with(CallOptions.defaults().withTimeout(Duration.ofSeconds(2)));
            Waiting.until(
                    () -> {
                        try {
                            impatient.predict(INPUT);
                        } catch (ProblemException e) {
                            assertThat(e.problem().code())
                                    .isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
                        }
                        return !heard.ejected.isEmpty();
                    });
            assertThat(heard.ejected).containsExactly(servers.get(0).address());
            int asked = servers.get(0).asked();
            var patient = client.model("m").with(CallOptions.defaults());
            repeat(10, () -> patient.predict(INPUT));
            assertThat(servers.get(0).asked()).isEqualTo(asked);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_serverThatNeverReads_hasFewConnectionsOpen(HttpForm form) throws IOException {
        try (var silent = SilentServer.start("127.0.0.9")) {
            var options =
                    ClientOptions.of(Servers.of(silent.address()))
                            .withoutHealthChecks()
                            .withHttp(form)
                            .withRetries(RetryPolicy.never())
                            .withPool(
                                    PoolPolicy.defaults()
                                            .withConnectTimeout(Duration.ofMillis(50)))
                            .withCalls(
                                    CallOptions.defaults().withTimeout(Duration.ofMillis(100)));
            try (var client = BerthClient.open(options)) {
                repeat(
                        20,
                        () ->
                                assertThat(problem(client.model("m")).code())
                                        .isIn(
                                                ProblemCode.DEADLINE_EXCEEDED,
                                                ProblemCode.SERVER_UNREACHABLE));
                Waiting.until(
                        () -> silent.open() <= PoolPolicy.defaults().http2ConnectionsMax());
            }
        }
    }

    @Test
    void predict_hedged_isAnsweredByTheSecondAndCancelsTheFirst() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(options(2))) {
            Predictor hedged =
                    client.model("m")
                            .with(client.options().calls().hedgeAfter(Duration.ofMillis(5)));
            Waiting.until(
                    () -> {
                        assertThat(hedged.predict(INPUT)).containsEntry("who", "127.0.0.2");
                        return servers.get(0).cancelled() > 0;
                    });
        }
        assertThat(heard.kinds).contains(AttemptKind.HEDGE);
        assertThat(heard.endings).contains(Ending.ABANDONED);
    }

    @Test
    void predict_hedgeAtPercentile_waitsForEnoughAnswersFirst() {
        try (var client = BerthClient.open(options(2))) {
            Predictor hedged =
                    client.model("m")
                            .with(client.options().calls().withHedge(new Hedge.AtPercentile(0.95)));
            repeat(Latencies.ENOUGH, () -> hedged.predict(INPUT));
            assertThat(heard.hedges()).isZero();
            int before = servers.get(0).asked() + servers.get(1).asked();
            servers.forEach(server -> server.does(FakeServer.HANG));
            Call<?> call = hedged.send(INPUT);
            Waiting.until(
                    () -> servers.get(0).asked() + servers.get(1).asked() == before + 2);
            call.cancel();
            Waiting.until(() -> heard.hedges() == 1);
        }
    }

    @Test
    void predict_budgetEmpty_isNeitherRepeatedNorHedged() {
        servers.get(0).does(FakeServer.status(503));
        servers.get(1).does(FakeServer.status(503));
        var options =
                options(2)
                        .withRetries(
                                new RetryPolicy(
                                        4, 0, 0, Duration.ofMillis(2), Duration.ofMillis(20)));
        try (var client = BerthClient.open(options)) {
            repeat(10, () -> problem(client.model("m")));
        }
        assertThat(servers.get(0).asked() + servers.get(1).asked()).isEqualTo(10);
        assertThat(heard.exhausted.get()).isEqualTo(10);
    }

    @Test
    void predict_eachAttempt_tellsWhatIsLeftAndASpanOfItsOwn() {
        FakeServer server = servers.get(0);
        server.does(server.failing(FakeServer.status(503), number -> number == 1));
        var trace =
                TraceContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                        .orElseThrow()
                        .withState("vendor=1");
        try (var client = BerthClient.open(options(1).withKey(ApiKey.of("berth_secret")))) {
            client.model("m")
                    .with(client.options().calls().withTrace(trace))
                    .predict(INPUT);
        }
        var requests = server.requests();
        assertThat(requests).hasSize(2);
        var left =
                requests.stream()
                        .map(request -> Long.parseLong(request.getHeader("berth-timeout-millis")))
                        .toList();
        assertThat(left.get(0)).isLessThanOrEqualTo(LONG.toMillis());
        assertThat(left.get(1)).isLessThanOrEqualTo(left.get(0));
        assertThat(requests)
                .allSatisfy(
                        request -> {
                            assertThat(request.getHeader("traceparent"))
                                    .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                                    .endsWith("-01")
                                    .doesNotContain("00f067aa0ba902b7");
                            assertThat(request.getHeader("tracestate")).isEqualTo("vendor=1");
                            assertThat(request.getHeader("authorization"))
                                    .isEqualTo("Bearer berth_secret");
                        });
        assertThat(requests.get(0).getHeader("traceparent"))
                .isNotEqualTo(requests.get(1).getHeader("traceparent"));
        assertThat(requests.get(0).getHeader("berth-request-id"))
                .isEqualTo(requests.get(1).getHeader("berth-request-id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
    }

    @Test
    void predict_deadlineOfAnEnclosingCall_isKept() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(options(1))) {
            Predictor nested =
                    client.model("m")
                            .with(
                                    client.options()
                                            .calls()
                                            .withDeadline(Deadline.in(Duration.ofMillis(200))));
            assertThat(problem(nested).code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        }
        assertThat(
                        Long.parseLong(
                                servers.get(0)
                                        .requests()
                                        .getFirst()
                                        .getHeader("berth-timeout-millis")))
                .isLessThanOrEqualTo(200);
    }

    @Test
    void predict_deadlineThatHasPassed_isNotSent() {
        try (var client = BerthClient.open(options(1))) {
            Predictor late =
                    client.model("m")
                            .with(
                                    client.options()
                                            .calls()
                                            .withDeadline(new Deadline(System.nanoTime() - 1)));
            assertThat(problem(late).code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        }
        assertThat(servers.get(0).asked()).isZero();
    }

    @Test
    void orElse_noServer_answersAndIsRemarked() {
        servers.get(0).stop();
        try (var client = BerthClient.open(options(1).withRetries(RetryPolicy.never()))) {
            Answer<?> answer =
                    client.endpoint("topic")
                            .orElse((input, problem) -> Map.of("topic", "unknown"))
                            .send(INPUT)
                            .answer();
            assertThat(answer.value()).isEqualTo(Map.of("topic", "unknown"));
            assertThat(answer.remarks()).containsExactly("fallback:server-unreachable");
            assertThat(answer.server()).isEmpty();
        }
        assertThat(heard.fallbacks.get()).isEqualTo(1);
    }

    @Test
    void orElse_requestIsWrong_isNotAsked() {
        servers.get(0).does(FakeServer.status(422));
        try (var client = BerthClient.open(options(1))) {
            Predictor predictor = client.model("m").orElse((input, problem) -> Map.of());
            assertThat(problem(predictor).code()).isEqualTo(ProblemCode.RECORD_INVALID);
        }
    }

    @Test
    void health_serverNotReady_getsNoCallsUntilItIs() {
        FakeServer drained = servers.get(0);
        drained.healthDoes(FakeServer.status(503));
        var options =
                options(2)
                        .withGroup(new GroupPolicy(EjectionPolicy.defaults(), Duration.ZERO))
                        .withHealth(
                                new HealthPolicy(Duration.ofMillis(20), Duration.ofSeconds(5)));
        try (var client = BerthClient.open(options)) {
            Waiting.until(() -> client.group().usable() == 1);
            int before = drained.asked();
            repeat(20, () -> client.model("m").predict(INPUT));
            assertThat(drained.asked()).isEqualTo(before);

            drained.healthDoes(FakeServer.status(200));
            Waiting.until(() -> client.group().usable() == 2);
            Waiting.until(
                    () ->
                            client.model("m").predict(INPUT).containsValue("127.0.0.1"));
        }
    }

    @Test
    void health_checksHang_makeTheServerUnready() {
        servers.get(0).healthDoes(FakeServer.HANG);
        var options =
                options(2)
                        .withHealth(
                                new HealthPolicy(Duration.ofMillis(10), Duration.ofSeconds(1)));
        try (var client = BerthClient.open(options)) {
            Waiting.until(() -> client.group().usable() == 1);
            assertThat(client.model("m").predict(INPUT)).containsEntry("who", "127.0.0.2");
        }
    }

    @Test
    void predict_serverComesBackOnItsPort_isFoundAgain() {
        FakeServer server = servers.get(0);
        try (var client = BerthClient.open(options(1))) {
            client.model("m").predict(INPUT);
            server.stop();
            assertThat(problem(client.model("m")).code())
                    .isEqualTo(ProblemCode.SERVER_UNREACHABLE);
            server.restart();
            client.model("m").predict(INPUT);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_connectionsGoSilent_areFoundAndReplaced(HttpForm form) {
        try (var gate = TcpGate.to(vertx, servers.get(0).address())) {
            var options =
                    ClientOptions.of(Servers.of(gate.address()))
                            .withoutHealthChecks()
                            .withHttp(form)
                            .withRetries(RetryPolicy.never())
                            .withPool(
                                    PoolPolicy.defaults()
                                            .withPingInterval(Duration.ofMillis(200)))
                            .withCalls(
                                    CallOptions.defaults().withTimeout(Duration.ofSeconds(1)));
            try (var client = BerthClient.open(options)) {
                Waiting.until(() -> answers(client));
                gate.silence();
                Waiting.until(() -> answers(client));
            }
        }
    }

    /// A middlebox that accepts connections and leads nowhere, and then mends.
    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_connectionsNeverBecomeReady_doNotKeepTheirPlace(HttpForm form) {
        try (var gate = TcpGate.to(vertx, servers.get(0).address())) {
            gate.swallow(true);
            var options =
                    ClientOptions.of(Servers.of(gate.address()))
                            .withoutHealthChecks()
                            .withHttp(form)
                            .withRetries(RetryPolicy.never())
                            .withPool(
                                    PoolPolicy.defaults()
                                            .withConnectTimeout(Duration.ofMillis(500)))
                            .withCalls(
                                    CallOptions.defaults().withTimeout(Duration.ofMillis(500)));
            try (var client = BerthClient.open(options)) {
                repeat(4, () -> assertThat(answers(client)).isFalse());
                gate.swallow(false);
                Waiting.until(() -> answers(client));
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
    void cancel_callUnderWay_resetsTheRequest() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(options(1))) {
            Call<?> call = client.model("m").send(INPUT);
            Waiting.until(() -> servers.get(0).asked() == 1);
            call.cancel();
            ProblemException end =
                    catchThrowableOfType(ProblemException.class, call::answer);
            assertThat(end.problem().code()).isEqualTo(ProblemCode.CANCELLED);
            Waiting.until(() -> servers.get(0).cancelled() == 1);
        }
    }

    @Test
    void close_callsUnderWay_endsThem() {
        servers.get(0).does(FakeServer.HANG);
        BerthClient client = BerthClient.open(options(1));
        Call<?> call = client.model("m").send(INPUT);
        Waiting.until(() -> servers.get(0).asked() == 1);
        client.close();
        ProblemException end = catchThrowableOfType(ProblemException.class, call::answer);
        assertThat(end.problem().code()).isEqualTo(ProblemCode.CANCELLED);
    }

    @Test
    void predict_connectionsAllTaken_blamesNobody() {
        servers.get(0).does(FakeServer.HANG);
        var options =
                options(1)
                        .withRetries(RetryPolicy.never())
                        .withHttp(HttpForm.HTTP_1_1)
                        .withPool(
                                new PoolPolicy(
                                        Duration.ofSeconds(1),
                                        1,
                                        1,
                                        1,
                                        10,
                                        Duration.ofSeconds(60),
                                        Duration.ofSeconds(10),
                                        1000));
        try (var client = BerthClient.open(options)) {
            Call<?> first = client.model("m").send(INPUT);
            Waiting.until(() -> servers.get(0).asked() == 1);
            assertThat(problem(client.model("m")).message()).contains("all connections");
            assertThat(heard.endings).containsExactly(Ending.BUSY);
            first.cancel();
        }
    }

    @Test
    void answer_onAnEventLoop_refusesToWait() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(options(1))) {
            Call<?> call = client.model("m").send(INPUT);
            var refused =
                    Future.<Throwable>future(
                                    promise ->
                                            vertx.runOnContext(
                                                    now ->
                                                            promise.complete(
                                                                    catchThrowable(
                                                                                    call::answer))))
                            .await();
            assertThat(refused).isInstanceOf(IllegalStateException.class);
            call.cancel();
        }
    }

    @Test
    void texts_withKey_doNotTellIt() {
        servers.get(0).does(FakeServer.status(401));
        var options = options(1).withKey(ApiKey.of("berth_secret"));
        try (var client = BerthClient.open(options)) {
            assertThat(options.toString()).doesNotContain("berth_secret");
            assertThat(problem(client.model("m")).toString()).doesNotContain("berth_secret");
        }
    }

    /// Counts what the client tells.
    private static final class Heard implements ClientListener {
        final List<String> ejected = new CopyOnWriteArrayList<>();
        final List<Ending> endings = new CopyOnWriteArrayList<>();
        final List<AttemptKind> kinds = new CopyOnWriteArrayList<>();
        final AtomicInteger exhausted = new AtomicInteger();
        final AtomicInteger fallbacks = new AtomicInteger();

        int hedges() {
            return (int) kinds.stream().filter(kind -> kind == AttemptKind.HEDGE).count();
        }

        @Override
        public void called(String target, Optional<ProblemCode> failure, long nanos) {}

        @Override
        public void attempted(Address server, AttemptKind kind, Ending ending) {
            endings.add(ending);
            kinds.add(kind);
        }

        @Override
        public void budgetExhausted(String target) {
            exhausted.incrementAndGet();
        }

        @Override
        public void fellBack(String target, ProblemCode problem) {
            fallbacks.incrementAndGet();
        }

        @Override
        public void ejected(Address server, Duration pause) {
            ejected.add(server.toString());
        }
    }
}
