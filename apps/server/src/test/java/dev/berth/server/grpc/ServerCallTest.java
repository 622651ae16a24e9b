package dev.berth.server.grpc;

import static dev.berth.server.grpc.RawCalls.END_HEADERS;
import static dev.berth.server.grpc.RawCalls.END_STREAM;
import static dev.berth.server.grpc.RawCalls.GO_AWAY;
import static dev.berth.server.grpc.RawCalls.HEADERS;
import static dev.berth.server.grpc.RawCalls.PING;
import static dev.berth.server.grpc.RawCalls.WINDOW_UPDATE;
import static dev.berth.server.grpc.RawCalls.awaitFrame;
import static dev.berth.server.grpc.RawCalls.headers;
import static dev.berth.server.grpc.RawCalls.openCall;
import static dev.berth.server.grpc.RawCalls.writeFrame;
import static dev.berth.server.grpc.RawCalls.writeHeader;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.AccessRules;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.proto.ModelReadyResponse;
import dev.berth.server.auth.Access;
import dev.berth.server.auth.AccessOptions;
import dev.berth.server.http2.Http2FastPath;
import dev.berth.server.http2.RequestStream;
import dev.berth.server.memory.EventLoopByteBudget;
import dev.berth.server.memory.InFlightByteBudget;
import dev.berth.testkit.Await;
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
import io.vertx.core.http.impl.Http2ServerConnection;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A conversation that throws where a test wants it to, called over the network.
class ServerCallTest {
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
    private final AtomicInteger calls = new AtomicInteger();
    private final Semaphore over = new Semaphore(0);
    private final List<ProblemCode> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch staying = new CountDownLatch(1);
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
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
        /// Does not throw, but pauses with the first message until it is let go.
        HOLD,
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
                                var intake = new Http2FastPath(grpcServer());
                                return vertx.createHttpServer()
                                        .connectionHandler(
                                                opened ->
                                                        intake.begin(
                                                                (Http2ServerConnection) opened))
                                        .requestHandler(request -> {})
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

    private Handler<RequestStream> grpcServer() {
        EventLoopByteBudget bytes = new InFlightByteBudget(1 << 20).loop();
        var access =
                Access.of(
                        AccessRules::none,
                        "127.0.0.1",
                        AccessOptions.defaults(),
                        Access.Certificates.NONE,
                        InstantSource.system());
        var methods = new Methods(vertx, access.authorizer(Runnable::run), bytes, 1 << 20);
        methods.addOfAnybody(
                "test.Faulty", "Answer", ModelReadyRequest.getDefaultInstance(), Faulty::new);
        return stream -> {
            // As beside REST, whose requests are ignored here.
            if (stream.isCall()) {
                calls.incrementAndGet();
                requireNonNull(methods.find(stream.path()))
                        .begin(methods, stream, MessageCoding.IDENTITY);
            }
        };
    }

    private void faultAt(Place here) {
        if (place == here) {
            ServerCallTest.<RuntimeException>raise(failure.get());
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Throws what is not declared.
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }

    private final class Faulty implements CallHandler<ModelReadyRequest> {
        private final ServerCall<ModelReadyRequest, ModelReadyResponse> call;

        Faulty(ServerCall<ModelReadyRequest, ModelReadyResponse> call) {
            this.call = call;
            faultAt(Place.OPENING);
        }

        @Override
        public void begin() {
            faultAt(Place.BEGIN);
        }

        @Override
        public boolean isClientStreaming() {
            return place == Place.PAUSE || place == Place.HOLD;
        }

        @Override
        public void take(ModelReadyRequest message) {
            if (place == Place.PAUSE) {
                call.pause();
                call.resume();
                return;
            }
            if (place == Place.HOLD) {
                hold();
                return;
            }
            faultAt(Place.TAKE);
            call.write(READY);
            faultAt(Place.AFTER_AN_ANSWER);
        }

        private void hold() {
            if (holding.getCount() == 0) {
                return;
            }
            holding.countDown();
            call.pause();
            var _ =
                    vertx.executeBlocking(
                                    () -> {
                                        letGo.await();
                                        return true;
                                    })
                            .onComplete(waited -> call.resume());
        }

        @Override
        public void onHalfClose() {
            faultAt(Place.INPUT_ENDED);
            if (place == Place.STAY || place == Place.PAUSE || place == Place.HOLD) {
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
                            CallOptions.DEFAULT.withDeadlineAfter(
                                    Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS),
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
                                            "berth-problem-code",
                                            Metadata.ASCII_STRING_MARSHALLER)));
        }
    }

    /// Waits until handlers were notified that their calls are over, each once.
    private void assertOver(int times) throws InterruptedException {
        over.acquire(times);
        assertThat(over.availablePermits()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOWHERE", "STAY", "PAUSE", "HOLD", "OVER"})
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
            Await.zero(staying);
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
            Await.zero(staying);
        }
        assertOver(1);
    }

    @Test
    void messages_thatEachPauseAndResume_areHeardOneAfterTheOther() throws Exception {
        place = Place.PAUSE;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            // So many that their steps within each other would take more than the stack.
            socket.getOutputStream().write(openCall(5 * 3000, 5 * 3000));
            Await.zero(staying);
        }
        assertOver(1);
    }

    @Test
    void message_longerThanTheWindows_isTaken() throws InterruptedException {
        ModelReadyRequest message =
                ModelReadyRequest.newBuilder().setName("n".repeat(300_000)).build();
        // One after the other on one connection, whose window they share.
        for (int i = 0; i < 3; i++) {
            Iterator<ModelReadyResponse> received =
                    ClientCalls.blockingServerStreamingCall(
                            channel,
                            METHOD,
                            CallOptions.DEFAULT.withDeadlineAfter(
                                    Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS),
                            message);
            assertThat(received.next()).isEqualTo(READY);
            assertThat(received.hasNext()).isFalse();
        }
        assertOver(3);
    }

    @Test
    void bytes_whileTheCallIsPaused_areHeldBackByTheWindowAndTakenLater() throws Exception {
        place = Place.HOLD;
        int window = 65_535;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(openCall(window, window / 15));
            Await.zero(holding);
            // Nothing is given back but what was delivered before the pause, too little for a
            // frame.
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            var ping = new ByteArrayOutputStream();
            writeFrame(ping, new byte[8], PING, 0, 0);
            socket.getOutputStream().write(ping.toByteArray());
            awaitFrame(socket, PING, WINDOW_UPDATE);
            letGo.countDown();
            Await.zero(staying);
            awaitFrame(socket, WINDOW_UPDATE);
        }
        assertOver(1);
    }

    @Test
    void headers_behindTheMessages_endThem() throws Exception {
        place = Place.STAY;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var call = new ByteArrayOutputStream();
            call.writeBytes(openCall(0, 5));
            writeFrame(call, new byte[5], 0, 0, 1);
            var trailers = new ByteArrayOutputStream();
            writeHeader(trailers, "x-checksum", "1");
            writeFrame(call, trailers.toByteArray(), HEADERS, END_HEADERS | END_STREAM, 1);
            socket.getOutputStream().write(call.toByteArray());
            Await.zero(staying);
        }
        assertOver(1);
    }

    @Test
    void headers_ofACallBehindAnotherRequest_areNone() throws Exception {
        place = Place.STAY;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var frames = new ByteArrayOutputStream();
            frames.writeBytes(openCall(0, 5, "text/plain"));
            writeFrame(frames, headers("application/grpc"), HEADERS, END_HEADERS | END_STREAM, 1);
            writeFrame(frames, headers("application/grpc"), HEADERS, END_HEADERS, 3);
            writeFrame(frames, new byte[5], 0, END_STREAM, 3);
            socket.getOutputStream().write(frames.toByteArray());
            Await.zero(staying);
        }
        assertOver(1);
        assertThat(calls).hasValue(1);
    }

    @Test
    void connection_thatBreaksTheProtocol_isToldSoAndTheCallIsOver() throws Exception {
        place = Place.STAY;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            socket.getOutputStream().write(openCall(5, 5));
            Await.zero(staying);
            var broken = new ByteArrayOutputStream();
            // Data belong to a stream, and 0 is none.
            writeFrame(broken, new byte[5], 0, 0, 0);
            socket.getOutputStream().write(broken.toByteArray());
            byte[] goAway = awaitFrame(socket, GO_AWAY);
            assertThat(Arrays.copyOfRange(goAway, 4, 8)).isEqualTo(new byte[] {0, 0, 0, 1});
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertOver(1);
    }
}
