package dev.berth.server.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.AccessRules;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.proto.ModelReadyResponse;
import dev.berth.server.access.Access;
import dev.berth.server.access.AccessOptions;
import dev.berth.server.bytes.BytesUnderWay;
import dev.berth.server.bytes.LoopBytes;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A conversation that throws where a test wants it to, called over the network.
class GuardedCallTest {
    private static final ModelReadyResponse READY =
            ModelReadyResponse.newBuilder().setReady(true).build();
    private static final MethodDescriptor<ModelReadyRequest, ModelReadyResponse> METHOD =
            MethodDescriptor.<ModelReadyRequest, ModelReadyResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName("test.Faulty/Answer")
                    .setRequestMarshaller(
                            ProtoUtils.marshaller(ModelReadyRequest.getDefaultInstance()))
                    .setResponseMarshaller(
                            ProtoUtils.marshaller(ModelReadyResponse.getDefaultInstance()))
                    .build();

    private final Vertx vertx = Vertx.vertx();
    private final Semaphore over = new Semaphore(0);
    private final List<ProblemCode> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch staying = new CountDownLatch(1);
    private volatile Place place = Place.NOWHERE;
    private volatile Supplier<Throwable> failure = () -> new StackOverflowError("injected");
    private int port;
    private ManagedChannel channel;

    /// Where the conversation throws.
    enum Place {
        NOWHERE,
        OPENING,
        BEGIN,
        TAKE,
        AFTER_AN_ANSWER,
        INPUT_ENDED,
        /// Does not throw, but leaves the call open.
        STAY,
        /// Does not throw, but pauses and resumes with each message.
        PAUSE,
        TIMER,
        OVER
    }

    @BeforeEach
    void start() {
        var opened = new CompletableFuture<HttpServer>();
        vertx.deployVerticle(
                        new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                return vertx.createHttpServer()
                                        .requestHandler(grpcServer())
                                        .listen(0)
                                        .onSuccess(opened::complete);
                            }
                        })
                .await();
        port = opened.join().actualPort();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        vertx.close().await();
    }

    private Handler<HttpServerRequest> grpcServer() {
        LoopBytes bytes = new BytesUnderWay(1 << 20).loop();
        var access =
                Access.of(
                        AccessRules::none,
                        "127.0.0.1",
                        AccessOptions.defaults(),
                        Access.Certificates.NONE,
                        InstantSource.system());
        var methods = new Methods(vertx, access.gate(Runnable::run), bytes, 1 << 20);
        methods.addOfAnybody(
                "test.Faulty", "Answer", ModelReadyRequest.getDefaultInstance(), Faulty::new);
        return request ->
                requireNonNull(methods.find(String.valueOf(request.path())))
                        .begin(methods, request, false);
    }

    private void faultAt(Place here) {
        if (place == here) {
            GuardedCallTest.<RuntimeException>raise(failure.get());
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Throws what is not declared.
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }

    private final class Faulty implements Conversation<ModelReadyRequest> {
        private final GuardedCall<ModelReadyRequest, ModelReadyResponse> call;

        Faulty(GuardedCall<ModelReadyRequest, ModelReadyResponse> call) {
            this.call = call;
            faultAt(Place.OPENING);
        }

        @Override
        public void begin() {
            faultAt(Place.BEGIN);
        }

        @Override
        public boolean takesMany() {
            return place == Place.PAUSE;
        }

        @Override
        public void take(ModelReadyRequest message) {
            if (place == Place.PAUSE) {
                call.pause();
                call.resume();
                return;
            }
            faultAt(Place.TAKE);
            call.write(READY);
            faultAt(Place.AFTER_AN_ANSWER);
        }

        @Override
        public void inputEnded() {
            faultAt(Place.INPUT_ENDED);
            if (place == Place.STAY || place == Place.PAUSE) {
                staying.countDown();
                return;
            }
            vertx.setTimer(
                    1,
                    id ->
                            call.run(
                                    () -> {
                                        faultAt(Place.TIMER);
                                        call.end();
                                    }));
        }

        @Override
        public void failed(Problem problem) {
            assertThat(over.availablePermits()).isZero();
            failures.add(problem.code());
        }

        @Override
        public void over() {
            over.release();
            faultAt(Place.OVER);
        }
    }

    /// The answers to one call, and how it ended.
    private record Ended(int answers, Status status, @Nullable String problem) {}

    private Ended call() {
        List<ModelReadyResponse> answers = new ArrayList<>();
        try {
            Iterator<ModelReadyResponse> received =
                    ClientCalls.blockingServerStreamingCall(
                            channel,
                            METHOD,
                            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                            ModelReadyRequest.getDefaultInstance());
            received.forEachRemaining(answers::add);
            return new Ended(answers.size(), Status.OK, null);
        } catch (StatusRuntimeException e) {
            Metadata trailers = e.getTrailers();
            return new Ended(
                    answers.size(),
                    e.getStatus(),
                    trailers == null
                            ? null
                            : trailers.get(
                                    Metadata.Key.of(
                                            "berth-problem", Metadata.ASCII_STRING_MARSHALLER)));
        }
    }

    /// Waits until conversations were told that their calls are over, each once.
    private void assertOver(int times) throws InterruptedException {
        assertThat(over.tryAcquire(times, 20, TimeUnit.SECONDS)).isTrue();
        assertThat(over.availablePermits()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOWHERE", "STAY", "PAUSE", "OVER"})
    void error_atAnyStep_endsTheCallWithInternalOnce(Place here) throws InterruptedException {
        place = here;
        Ended failed = call();
        place = Place.NOWHERE;

        assertThat(failed.status().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(failed.status().getDescription()).startsWith("internal-error: ");
        assertThat(failed.problem()).isEqualTo("internal-error");
        assertOver(here == Place.OPENING ? 0 : 1);
        assertThat(failures)
                .isEqualTo(here == Place.OPENING ? List.of() : List.of(ProblemCode.INTERNAL_ERROR));
        assertThat(call().status().isOk()).isTrue();
    }

    @Test
    void error_ofAnyKind_isInternal() throws InterruptedException {
        place = Place.TAKE;
        List<Supplier<Throwable>> kinds =
                List.of(
                        () -> new OutOfMemoryError("injected"),
                        () -> new AssertionError("injected"),
                        () -> new NoClassDefFoundError("injected"),
                        () -> new IllegalStateException("injected"));
        for (Supplier<Throwable> kind : kinds) {
            failure = kind;
            assertThat(call().status().getCode()).isEqualTo(Status.Code.INTERNAL);
        }
        assertOver(kinds.size());
    }

    @Test
    void problem_thrownAtAStep_isTheEnd() {
        place = Place.TAKE;
        failure = () -> new ProblemException(ProblemCode.QUEUE_FULL, "full", "send it later");
        Ended failed = call();

        assertThat(failed.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failed.problem()).isEqualTo("queue-full");
    }

    @Test
    void error_afterAnAnswer_keepsTheAnswer() {
        place = Place.AFTER_AN_ANSWER;
        assertThat(call().answers()).isEqualTo(1);
    }

    @Test
    void error_whenTheCallIsOver_changesNothing() throws InterruptedException {
        place = Place.OVER;
        Ended ended = call();

        assertThat(ended.status().isOk()).isTrue();
        assertThat(ended.answers()).isEqualTo(1);
        assertOver(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void connection_lostWhileTheCallIsOpen_isItsEnd() throws Exception {
        place = Place.STAY;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(openCall(5, 5));
            assertThat(staying.await(20, TimeUnit.SECONDS)).isTrue();
            // Without a word of HTTP/2: the connection is reset.
            socket.setSoLinger(true, 0);
        }
        assertOver(1);
    }

    @Test
    void message_inFramesOfOneByte_isTaken() throws Exception {
        place = Place.STAY;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(openCall(5, 1));
            assertThat(staying.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertOver(1);
    }

    @Test
    void messages_thatEachPauseAndResume_areHeardOneAfterTheOther() throws Exception {
        place = Place.PAUSE;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            // So many that their steps within each other would take more than the stack.
            socket.getOutputStream().write(openCall(5 * 3000, 5 * 3000));
            assertThat(staying.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertOver(1);
    }

    /// A call with empty messages, five zeros each, in HTTP/2. Source: RFC 9113, sections 3.4 and
    /// 4.1, and RFC 7541, section 6.2.2.
    private static byte[] openCall(int bytes, int frameBytes) {
        var headers = new ByteArrayOutputStream();
        for (Map.Entry<String, String> header :
                List.of(
                        Map.entry(":method", "POST"),
                        Map.entry(":scheme", "http"),
                        Map.entry(":path", "/test.Faulty/Answer"),
                        Map.entry(":authority", "test"),
                        Map.entry("content-type", "application/grpc"))) {
            headers.write(0);
            writeText(headers, header.getKey());
            writeText(headers, header.getValue());
        }
        var call = new ByteArrayOutputStream();
        call.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        writeFrame(call, new byte[0], 4, 0, 0);
        writeFrame(call, headers.toByteArray(), 1, 4, 1);
        for (int at = 0; at < bytes; at += frameBytes) {
            writeFrame(call, new byte[frameBytes], 0, at + frameBytes == bytes ? 1 : 0, 1);
        }
        return call.toByteArray();
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        out.write(text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void writeFrame(
            ByteArrayOutputStream out, byte[] payload, int type, int flags, int stream) {
        int length = payload.length;
        out.writeBytes(new byte[] {0, (byte) (length >> 8), (byte) length});
        out.writeBytes(new byte[] {(byte) type, (byte) flags});
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.writeBytes(payload);
    }
}
