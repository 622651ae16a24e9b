package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;
import static dev.berth.client.ThreeServers.LONG;
import static dev.berth.client.ThreeServers.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests of deadlines and traces in requests, and of calls that end early.
final class DeadlineTest {
    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void predict_eachAttempt_tellsWhatIsLeftAndTheTraceThatWasGiven() {
        FakeServer server = servers.get(0);
        server.does(server.failing(FakeServer.status(503), number -> number == 1));
        var trace =
                TraceContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                        .orElseThrow()
                        .withState("vendor=1");
        try (var client =
                BerthClient.open(servers.options(1).withKey(ApiKeyCredential.of("berth_secret")))) {
            client.model("m").with(client.options().calls().withTrace(trace)).predict(INPUT);
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
                                    .isEqualTo(trace.traceparent());
                            assertThat(request.getHeader("tracestate")).isEqualTo("vendor=1");
                            assertThat(request.getHeader("authorization"))
                                    .isEqualTo("Bearer berth_secret");
                        });
        assertThat(requests.get(0).getHeader("berth-request-id"))
                .isEqualTo(requests.get(1).getHeader("berth-request-id"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
    }

    @Test
    void predict_noTraceGiven_leavesItToTheServer() {
        try (var client = BerthClient.open(servers.options(1))) {
            client.model("m").predict(INPUT);
        }
        assertThat(servers.get(0).requests().getFirst().getHeader("traceparent")).isNull();
    }

    @Test
    void predict_deadlineOfAnEnclosingCall_isKept() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(servers.options(1))) {
            // On a busy machine the deadline may pass before the request is sent.
            Await.until(
                    () -> {
                        var deadline = Deadline.in(Duration.ofMillis(200));
                        var options = client.options().calls().withDeadline(deadline);
                        assertThat(problem(client.model("m").with(options)).code())
                                .isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
                        return !servers.get(0).requests().isEmpty();
                    });
        }
        String millis = servers.get(0).requests().getFirst().getHeader("berth-timeout-millis");
        assertThat(Long.parseLong(millis)).isLessThanOrEqualTo(200);
    }

    @Test
    void predict_deadlineThatHasPassed_isNotSent() {
        try (var client = BerthClient.open(servers.options(1))) {
            Predictor late =
                    client.model("m")
                            .with(
                                    client.options()
                                            .calls()
                                            .withDeadline(Deadline.in(Duration.ofNanos(-1))));
            assertThat(problem(late).code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        }
        assertThat(servers.get(0).requestCount()).isZero();
    }

    @Test
    void cancel_callUnderWay_resetsTheRequest() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(servers.options(1))) {
            Call<?> call = client.model("m").send(INPUT);
            Await.until(() -> servers.get(0).requestCount() == 1);
            call.cancel();
            ProblemException end = catchThrowableOfType(ProblemException.class, call::answer);
            assertThat(end.problem().code()).isEqualTo(ProblemCode.CANCELLED);
            Await.until(() -> servers.get(0).cancelled() == 1);
        }
    }

    @Test
    void close_callsUnderWay_endsThem() {
        servers.get(0).does(FakeServer.HANG);
        BerthClient client = BerthClient.open(servers.options(1));
        Call<?> call = client.model("m").send(INPUT);
        Await.until(() -> servers.get(0).requestCount() == 1);
        client.close();
        ProblemException end = catchThrowableOfType(ProblemException.class, call::answer);
        assertThat(end.problem().code()).isEqualTo(ProblemCode.CANCELLED);
    }

    @Test
    void predict_clientIsClosed_isAProblem() {
        BerthClient client = BerthClient.open(servers.options(1));
        Predictor predictor = client.model("m");
        client.close();
        assertThat(problem(predictor).code()).isEqualTo(ProblemCode.CANCELLED);
        client.close();
    }

    @Test
    void answer_onAnEventLoop_refusesToWait() {
        servers.get(0).does(FakeServer.HANG);
        try (var client = BerthClient.open(servers.options(1))) {
            Call<?> call = client.model("m").send(INPUT);
            var refused =
                    Future.<Throwable>future(
                                    promise ->
                                            servers.vertx.runOnContext(
                                                    now ->
                                                            promise.complete(
                                                                    catchThrowable(call::answer))))
                            .await();
            assertThat(refused).isInstanceOf(IllegalStateException.class);
            call.cancel();
        }
    }
}
