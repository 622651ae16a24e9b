package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.proto.ServerMetadataRequest;
import dev.berth.server.access.ApiKey;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Quotas of consumers, over both protocols: never more than they have, and what is under way given
/// back however it ends.
final class QuotaTest {
    private static final String INFER = "/v2/models/fake/infer";
    private static final String PREDICT = "/v1/models/fake:predict";
    private static final String RECORD = "{\"x\":[1,2,3]}";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final SecureRandom random = new SecureRandom();

    /// Three requests, and then none for a hundred seconds.
    private final ApiKey few = ApiKey.generate(random);

    /// Two at the same time.
    private final ApiKey busy = ApiKey.generate(random);

    /// Any number, but one to the model `fake`.
    private final ApiKey choosy = ApiKey.generate(random);

    /// Without a quota.
    private final ApiKey free = ApiKey.generate(random);

    @TempDir private Path directory;

    private TestServer server;
    private GrpcClient client;

    @BeforeEach
    void start() throws IOException {
        Path endpoints = Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(
                endpoints.resolve("over.yaml"), "summary: Multiples\nsteps: {it: {model: fake}}\n");
        server =
                TestServer.start(
                        directory,
                        yaml(),
                        options ->
                                options.withServing(
                                        options.serving()
                                                .withWatching(
                                                        Optional.of(Duration.ofMillis(200)))));
        client = GrpcClient.of(server);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private String yaml() {
        return """
        name: test
        consumers:
          few:
            purpose: Asks three times
            quota: {requests-per-second: 0.01, burst: 3}
            keys: [{hash: "%s"}]
          busy:
            purpose: Asks two at a time
            management: true
            quota: {concurrent-requests: 2}
            keys: [{hash: "%s"}]
          choosy:
            purpose: Asks one model once
            quota: {concurrent-requests: 5, each: {fake: {requests-per-second: 0.01, burst: 1}}}
            keys: [{hash: "%s"}]
          free:
            purpose: Asks as often as it likes
            keys: [{hash: "%s"}]
        """
                .formatted(few.hash(), busy.hash(), choosy.hash(), free.hash());
    }

    private HttpResponse<String> post(String path, String body, ApiKey key, String... more) {
        List<String> headers = new ArrayList<>(List.of("x-api-key", key.reveal()));
        headers.addAll(List.of(more));
        return server.post(path, body, headers.toArray(String[]::new));
    }

    private int asked(ApiKey key) {
        return post(INFER, infer(1, 2, 3), key).statusCode();
    }

    private CompletableFuture<HttpResponse<String>> askLater(ApiKey key) {
        return server.sendLater(server.posting(INFER, infer(1, 2, 3), "x-api-key", key.reveal()));
    }

    private Channel channel(ApiKey key) {
        var headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + key.reveal());
        return ClientInterceptors.intercept(
                client.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub(ApiKey key) {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel(key))
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private String metrics() {
        return server.send(server.request("/metrics").header("x-api-key", free.reveal())).body();
    }

    private void awaitUnderWay(int count) {
        String figure =
                "berth_quota_concurrent_requests{consumer=\"busy\",model=\"\"} " + count + ".0";
        TestServer.await(() -> metrics().contains(figure));
    }

    /// Both permits of `busy` can be had.
    private void assertNothingHeld() {
        awaitUnderWay(0);
        server.fake().runGate().open();
        assertThat(asked(busy)).isEqualTo(200);
        awaitUnderWay(0);
    }

    @Test
    void rate_exceeded_is429WithWhenToComeBack() {
        HttpResponse<String> first = post(INFER, infer(1, 2, 3), few);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("ratelimit-policy"))
                .contains("\"requests\";q=3;w=300");
        assertThat(first.headers().firstValue("ratelimit")).contains("\"requests\";r=2;t=100");
        assertThat(asked(few)).isEqualTo(200);
        assertThat(post("/v2", "", few).statusCode()).isEqualTo(405);
        HttpResponse<String> refused = post(PREDICT, RECORD, few);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(TestServer.json(refused).path("code").asText()).isEqualTo("quota-exceeded");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0))
                .isBetween(90L, 100L);
        assertThat(refused.headers().firstValue("ratelimit").orElse(""))
                .startsWith("\"requests\";r=0;t=");
        assertThat(refused.headers().firstValue("ratelimit-policy"))
                .contains("\"requests\";q=3;w=300");
        assertThat(asked(free)).isEqualTo(200);
        assertThat(metrics())
                .contains("berth_access_refused_total{consumer=\"few\",reason=\"quota-rate\"} 1.0")
                .containsPattern("berth_refused_total\\{code=\"quota-exceeded\".*\\} 1.0")
                .contains("berth_quota_requests_available{consumer=\"few\",model=\"\"} 0.0");
    }

    @Test
    void rate_exceeded_isRefusedForEveryRouteAndOverGrpcToo() {
        for (int i = 0; i < 3; i++) {
            assertThat(asked(few)).isEqualTo(200);
        }
        assertThat(post("/v1/endpoints/over:predict", RECORD, few).statusCode()).isEqualTo(429);
        assertThat(
                        server.send(server.request("/v2").header("x-api-key", few.reveal()))
                                .statusCode())
                .isEqualTo(429);
        StatusRuntimeException failure =
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(few).modelInfer(GrpcClient.request("1", 1, 2, 3)));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getMessage()).contains("quota-exceeded").contains("consumer few");
        assertThat(text(failure, "berth-problem")).isEqualTo("quota-exceeded");
        assertThat(text(failure, "retry-after")).isNotNull();
        assertThat(text(failure, "ratelimit")).startsWith("\"requests\";r=0;t=");
        assertThat(
                        catchThrowableOfType(
                                        StatusRuntimeException.class,
                                        () ->
                                                stub(few)
                                                        .serverMetadata(
                                                                ServerMetadataRequest
                                                                        .getDefaultInstance()))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    private static String text(StatusRuntimeException failure, String name) {
        return String.valueOf(
                Objects.requireNonNull(failure.getTrailers())
                        .get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    }

    @Test
    void rate_exceeded_isToldBeforeTheBodyComes() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(asked(few)).isEqualTo(200);
        }
        try (Socket socket = connect()) {
            send(socket, head(few, 1_000_000));
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 429 Too Many Requests");
        }
    }

    private String head(ApiKey key, int length) {
        return "POST "
                + INFER
                + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                + key.reveal()
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n";
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String firstLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        int b = socket.getInputStream().read();
        while (b >= 0 && b != '\r') {
            line.append((char) b);
            b = socket.getInputStream().read();
        }
        return line.toString();
    }

    @Test
    void rate_ofManyCallersAtOnce_isNeverExceeded() throws InterruptedException {
        change(yaml().replace("burst: 3", "burst: 40"));
        TestServer.await(() -> metrics().contains("available{consumer=\"few\",model=\"\"} 40.0"));
        var seeds = new Random(Long.getLong("berth.seed", 17));
        var answered = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            var choices = new Random(seeds.nextLong());
            callers.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int call = 0; call < 15; call++) {
                                            if (isAnswered(choices.nextInt(3))) {
                                                answered.incrementAndGet();
                                            }
                                        }
                                    }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(answered).hasValue(40);
    }

    private boolean isAnswered(int way) {
        return switch (way) {
            case 0 -> asked(few) == 200;
            case 1 -> post(PREDICT, RECORD, few).statusCode() == 200;
            default -> {
                try {
                    var _ = stub(few).modelInfer(GrpcClient.request("1", 1, 2, 3));
                    yield true;
                } catch (StatusRuntimeException e) {
                    yield false;
                }
            }
        };
    }

    @Test
    void concurrency_exceeded_is429AndTheOthersAreAnswered() {
        server.fake().runGate().shut();
        List<CompletableFuture<HttpResponse<String>>> asking = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            asking.add(askLater(busy));
        }
        TestServer.await(() -> asking.stream().filter(CompletableFuture::isDone).count() == 10);
        awaitUnderWay(2);
        server.fake().runGate().open();
        List<Integer> statuses = asking.stream().map(one -> one.join().statusCode()).toList();
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(2);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(10);
        HttpResponse<String> refused =
                asking.stream()
                        .map(CompletableFuture::join)
                        .filter(answer -> answer.statusCode() == 429)
                        .findFirst()
                        .orElseThrow();
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(refused.headers().firstValue("ratelimit-policy"))
                .contains("\"concurrency\";q=2;qu=\"concurrent-requests\"");
        assertThat(refused.headers().firstValue("ratelimit")).contains("\"concurrency\";r=0");
        assertNothingHeld();
    }

    /// The next request of a caller that waits for its answers is never one too many.
    @Test
    void concurrency_ofACallerThatWaits_isNeverExceeded() {
        change(yaml().replace("{concurrent-requests: 2}", "{concurrent-requests: 1}"));
        TestServer.await(
                () -> metrics().contains("requests_limit{consumer=\"busy\",model=\"\"} 1.0"));
        for (int i = 0; i < 200; i++) {
            assertThat(asked(busy)).isEqualTo(200);
            assertThat(GrpcClient.first(stub(busy).modelInfer(GrpcClient.request("1", 1, 2, 3))))
                    .isEqualTo(2);
        }
    }

    @Test
    void permit_ofARequestThatFails_isGivenBack() {
        assertThat(post(INFER, infer(666, 2, 3), busy).statusCode()).isEqualTo(500);
        assertThat(post(INFER, "{", busy).statusCode()).isEqualTo(400);
        assertThat(post(INFER, "{}", busy, "Content-Type", "text/html").statusCode())
                .isEqualTo(415);
        assertThat(post("/v2/models/nobody/infer", "{}", busy).statusCode()).isEqualTo(404);
        assertThat(post("/v2/repository/models/nobody/load", "", busy).statusCode())
                .isNotEqualTo(200);
        assertThat(post("/v2", "", busy).statusCode()).isEqualTo(405);
        for (ModelInferRequest wrong :
                List.of(
                        GrpcClient.request("1", 666, 2, 3),
                        ModelInferRequest.newBuilder().setModelName("nobody").build())) {
            assertThat(
                            catchThrowableOfType(
                                    StatusRuntimeException.class,
                                    () -> stub(busy).modelInfer(wrong)))
                    .isNotNull();
        }
        assertNothingHeld();
    }

    @Test
    void permit_ofAConnectionThatCloses_isGivenBack() throws IOException {
        server.fake().runGate().shut();
        String body = infer(1, 2, 3);
        try (Socket socket = connect()) {
            send(socket, head(busy, body.length()) + body);
            server.fake().runGate().awaitWaiting(1);
            awaitUnderWay(1);
        }
        awaitUnderWay(0);
        try (Socket socket = connect()) {
            // The body never comes whole.
            send(socket, head(busy, body.length()) + "{");
            awaitUnderWay(1);
        }
        assertNothingHeld();
    }

    @Test
    void permit_ofARequestThatIsLate_isGivenBack() {
        server.fake().runGate().shut();
        assertThat(post(INFER, infer(1, 2, 3), busy, "Berth-Timeout-Millis", "50").statusCode())
                .isEqualTo(504);
        assertThat(
                        catchThrowableOfType(
                                        StatusRuntimeException.class,
                                        () ->
                                                stub(busy)
                                                        .withDeadlineAfter(
                                                                50, TimeUnit.MILLISECONDS)
                                                        .modelInfer(
                                                                GrpcClient.request("1", 1, 2, 3)))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertNothingHeld();
    }

    @Test
    void permit_ofAGrpcCallThatIsCancelled_isGivenBack() throws InterruptedException {
        server.fake().runGate().shut();
        var answer = new Received<ModelInferResponse>();
        Context.CancellableContext context = Context.current().withCancellation();
        context.run(
                () ->
                        GRPCInferenceServiceGrpc.newStub(channel(busy))
                                .modelInfer(GrpcClient.request("1", 1, 2, 3), answer));
        awaitUnderWay(1);
        context.cancel(null);
        assertThat(answer.end()).contains("CANCELLED");
        assertNothingHeld();
    }

    @Test
    void stream_countsItsMessagesAndNotItself() throws InterruptedException {
        server.fake().runGate().shut();
        var answers = new Received<ModelStreamInferResponse>();
        Context.CancellableContext context = Context.current().withCancellation();
        List<StreamObserver<ModelInferRequest>> requests = new ArrayList<>();
        context.run(
                () ->
                        requests.add(
                                GRPCInferenceServiceGrpc.newStub(channel(busy))
                                        .modelStreamInfer(answers)));
        for (int i = 0; i < 3; i++) {
            requests.getFirst().onNext(GrpcClient.request("m" + i, 1, 2, 3));
        }
        ModelStreamInferResponse refused = answers.next();
        assertThat(refused.getErrorMessage()).startsWith("quota-exceeded");
        assertThat(refused.getInferResponse().getId()).isEqualTo("m2");
        awaitUnderWay(2);
        server.fake().runGate().open();
        assertThat(answers.next().getErrorMessage()).isEmpty();
        assertThat(answers.next().getErrorMessage()).isEmpty();
        awaitUnderWay(0);
        server.fake().runGate().shut();
        requests.getFirst().onNext(GrpcClient.request("m3", 1, 2, 3));
        awaitUnderWay(1);
        context.cancel(null);
        assertNothingHeld();
    }

    @Test
    void each_boundsOneModelAndNoOther() {
        assertThat(asked(choosy)).isEqualTo(200);
        HttpResponse<String> refused = post(PREDICT, RECORD, choosy);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("to fake");
        assertThat(refused.headers().firstValue("ratelimit-policy"))
                .contains(
                        "\"concurrency\";q=5;qu=\"concurrent-requests\","
                                + " \"requests:fake\";q=1;w=100");
        assertThat(
                        catchThrowableOfType(
                                        StatusRuntimeException.class,
                                        () ->
                                                stub(choosy)
                                                        .modelInfer(
                                                                GrpcClient.request("1", 1, 2, 3)))
                                .getStatus()
                                .getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(post("/v1/endpoints/over:predict", RECORD, choosy).statusCode()).isEqualTo(200);
        assertThat(metrics())
                .contains("berth_quota_concurrent_requests{consumer=\"choosy\",model=\"\"} 0.0");
    }

    @Test
    void berthYaml_withALargerQuota_isTakenAtOnceAndKeepsWhatWasUsed() {
        for (int i = 0; i < 3; i++) {
            assertThat(asked(few)).isEqualTo(200);
        }
        assertThat(asked(few)).isEqualTo(429);
        change(yaml().replace("burst: 3", "burst: 5"));
        TestServer.await(() -> asked(few) == 200);
        assertThat(asked(few)).isEqualTo(200);
        assertThat(asked(few)).isEqualTo(429);
    }

    @Test
    void consumer_withoutAQuota_isToldOfNone() {
        HttpResponse<String> answer = post(INFER, infer(1, 2, 3), free);
        assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    }

    private void change(String yaml) {
        Consumers.write(directory, yaml);
    }
}
