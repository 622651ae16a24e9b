package dev.berth.server.http;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCategory;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.RequestIds;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.protocol.ProblemMapping;
import dev.berth.protocol.json.ByteSink;
import dev.berth.server.auth.Caller;
import dev.berth.server.auth.Headers;
import dev.berth.server.auth.QuotaPermit;
import dev.berth.server.inference.LeaseRequester;
import dev.berth.server.inference.PendingPrediction;
import dev.berth.server.inference.Predictions;
import dev.berth.server.inference.RequestContext;
import dev.berth.server.memory.EventLoopByteBudget;
import dev.berth.server.telemetry.CompletedRequest;
import dev.berth.server.telemetry.RedactedProblems;
import dev.berth.server.telemetry.RequestInfo;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import dev.berth.server.telemetry.Trace;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Timings;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP request and its response, which is sent exactly once. Lives on one event loop.
final class HttpServerExchange implements RequestContext {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("berth-request-id");
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    private static final CharSequence TRACESTATE = HttpHeaders.createOptimized("tracestate");

    /// Source: W3C Trace Context, level 2, as a draft.
    private static final CharSequence TRACERESPONSE = HttpHeaders.createOptimized("traceresponse");

    private static final Problem HUNG_UP =
            Problem.of(
                    ProblemCode.CANCELLED,
                    "the caller closed the connection",
                    "wait for the answer, or allow less time");
    private static final int SWITCHING_PROTOCOLS = 101;

    private static final Problem NO_SOCKET =
            Problem.of(
                    ProblemCode.REQUEST_MALFORMED,
                    "a WebSocket on a connection that is not of HTTP/1.1",
                    "open it with HTTP/1.1, as WebSocket clients do");
    private static final Logger LOG = LoggerFactory.getLogger(HttpServerExchange.class);

    private final HttpServerHandler handler;
    private final HttpRequest request;
    private final RouteMatch match;
    private final long startNanos = System.nanoTime();
    private final RequestByteReservation taken;
    private String requestId;
    private @Nullable ModelReference model;
    private @Nullable Timings timings;
    private @Nullable PendingPrediction pending;
    private @Nullable RequestInfo info;
    private @Nullable Trace trace;
    private long failedNanos;
    private Caller caller = Caller.ANYBODY;
    private QuotaPermit allowance = QuotaPermit.NONE;
    private boolean answered;
    private boolean reported;

    HttpServerExchange(HttpServerHandler handler, HttpRequest request, RouteMatch match) {
        this.handler = handler;
        this.request = request;
        this.match = match;
        this.taken = new RequestByteReservation(handler.bytes());
        this.requestId = RequestIdHeader.find(request);
    }

    HttpRequest request() {
        return request;
    }

    Route route() {
        return match.route();
    }

    RouteMatch match() {
        return match;
    }

    /// What the caller or Berth calls the request.
    @Override
    public String requestId() {
        if (requestId.isEmpty()) {
            requestId = handler.predictions().nextRequestId();
        }
        return requestId;
    }

    @Override
    public String consumer() {
        return caller.name();
    }

    /// Takes the name that the body gives, unless a header gave one.
    void nameIfUnnamed(String id) {
        if (requestId.isEmpty() && RequestIds.isAllowed(id)) {
            requestId = id;
        }
    }

    /// What the request takes of the memory for all.
    RequestByteReservation taken() {
        return taken;
    }

    void setModel(ModelReference version) {
        this.model = version;
    }

    /// The caller, and its use of the quota until the response.
    void of(Caller known, QuotaPermit taken) {
        this.caller = known;
        this.allowance = taken;
    }

    /// Charges the records of the request to its caller's quota, and reports the quota to the
    /// caller.
    ///
    /// @throws ProblemException `quota-exceeded`, or `batch-too-large` if it has more than may come
    ///   at once
    void countRecords(Lease lease, List<NamedTensors> groups) {
        if (allowance.boundsRecords()) {
            countRecords(Predictions.records(lease, groups));
        }
    }

    /// The same for rows of features.
    ///
    /// @throws ProblemException as [#countRecords(Lease, List)]
    void countRecords(int records) {
        if (allowance.boundsRecords()) {
            try {
                allowance.takeRecords(records, request.accessRequest());
            } finally {
                header(Headers.RATE_LIMIT, allowance.limit());
            }
        }
    }

    Caller caller() {
        return caller;
    }

    void predicted(Timings spent) {
        this.timings = spent;
    }

    /// Gives the prediction up when the caller does: when it closes the connection or resets the
    /// stream.
    void cancelOnHangUp(PendingPrediction sent) {
        pending = sent;
        request.onClose(() -> sent.cancel(HUNG_UP));
    }

    /// When its headers had arrived, on the scale of [System#nanoTime()].
    long startNanos() {
        return startNanos;
    }

    /// Whether the caller closed the connection or reset the stream.
    boolean isClosed() {
        return request.isClosed();
    }

    /// This request with a step to take when its model is leased; failures are its answer.
    ///
    /// @param deadlineNanos as of [LeaseRequester#deadlineNanos()]
    LeaseRequester onLease(Supplier<OptionalLong> deadlineNanos, Consumer<Lease> step) {
        return new HttpLeaseRequester(this, deadlineNanos, step);
    }

    /// Reads a long body on a worker, and continues here unless the caller is gone by then. The
    /// lease is closed if this comes to nothing.
    ///
    /// @param giveUp closes what was read and is not wanted any more
    <T> void readOnWorker(Callable<T> read, Lease lease, Consumer<T> then, Consumer<T> giveUp) {
        handler.loop()
                .executeOnWorker(
                        read,
                        body -> {
                            if (isClosed()) {
                                giveUp.accept(body);
                                lease.close();
                                fail(HUNG_UP);
                            } else {
                                attempt(then, body, lease::close);
                            }
                        },
                        failure -> {
                            lease.close();
                            fail(failure);
                        });
    }

    /// Takes a step whose failure is the answer.
    private <T> void attempt(Consumer<T> step, T value, Runnable giveUp) {
        try {
            step.accept(value);
        } catch (RuntimeException | Error e) {
            giveUp.run();
            fail(e);
        }
    }

    /// Writes a long answer on a worker, and sends it here.
    <T> void writeOnWorker(Callable<T> write, Consumer<T> send) {
        handler.loop().executeOnWorker(write, body -> attempt(send, body, () -> {}), this::fail);
    }

    /// The caller went away before its request was complete.
    void abandoned() {
        fail(HUNG_UP);
    }

    /// Answers 200 with what was written.
    void answer(CharSequence contentType, ByteSink body) {
        answer(contentType, buffer(body));
    }

    void answer(CharSequence contentType, Buffer body) {
        answer(200, contentType, body);
    }

    void answer(int status, CharSequence contentType, Buffer body) {
        request.answerHeader(HttpHeaders.CONTENT_TYPE, contentType);
        send(status, body, null);
    }

    /// Answers with parts that are there later; `HEAD` with the head alone.
    void stream(int status, CharSequence contentType, Flow.Publisher<ByteBuffer> parts) {
        header(HttpHeaders.CONTENT_TYPE, contentType);
        if (request.method().equals("HEAD")) {
            answerEmpty(status);
            return;
        }
        if (answered) {
            return;
        }
        answered = true;
        if (request.isClosed()) {
            report(status, 0, null);
            return;
        }
        writeCommonHeaders();
        request.begin(status, handler.isRetiring());
        new StreamedAnswer(
                        handler.loop(),
                        request,
                        (bytes, failure) -> streamed(status, bytes, failure))
                .begin(parts);
    }

    private void streamed(int status, int bytes, @Nullable Throwable failure) {
        if (failure == null) {
            report(status, bytes, null);
            return;
        }
        failedNanos = System.nanoTime();
        ProblemCode code =
                failure instanceof ProblemException known
                        ? known.problem().code()
                        : ProblemCode.INTERNAL_ERROR;
        if (code != ProblemCode.CANCELLED) {
            LOG.error("request {} was cut off", requestId(), failure);
        }
        report(status, bytes, code);
    }

    /// Makes a WebSocket of the connection, which is the answer.
    ///
    /// @param opened takes the socket
    void upgrade(Consumer<ServerWebSocket> opened) {
        Future<ServerWebSocket> upgrading = request.upgrade();
        if (upgrading == null) {
            fail(NO_SOCKET);
            return;
        }
        answered = true;
        var _ =
                upgrading.onComplete(
                        socket -> {
                            report(SWITCHING_PROTOCOLS, 0, null);
                            opened.accept(socket);
                        },
                        failure -> {
                            failedNanos = System.nanoTime();
                            report(
                                    ProblemMapping.httpStatus(ProblemCode.REQUEST_MALFORMED),
                                    0,
                                    ProblemCode.REQUEST_MALFORMED);
                        });
    }

    void answerEmpty(int status) {
        send(status, BufferInternal.buffer(), null);
    }

    void header(CharSequence name, CharSequence value) {
        request.answerHeader(name, value);
    }

    /// Answers with the problem that the exception carries; any other exception is a defect.
    void fail(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            fail(problem.problem());
            return;
        }
        LOG.error("request {} failed", requestId(), failure);
        if (answered) {
            abort();
            return;
        }
        fail(
                Problem.of(
                        ProblemCode.INTERNAL_ERROR,
                        "the server failed on request " + requestId(),
                        "report it with the server's log of this request"));
    }

    /// An answer that failed while it was written: the caller sees the connection close rather than
    /// wait.
    private void abort() {
        if (!reported) {
            failedNanos = System.nanoTime();
            // A request that has been reset no longer has its target.
            var _ = info();
            request.abort();
            report(
                    ProblemMapping.httpStatus(ProblemCode.INTERNAL_ERROR),
                    0,
                    ProblemCode.INTERNAL_ERROR);
        }
    }

    void fail(Problem failure) {
        failedNanos = System.nanoTime();
        if (failure.code().category() == ProblemCategory.INTERNAL) {
            LOG.error("request {}: {}", requestId(), failure);
        }
        Problem problem = RedactedProblems.redact(caller.redact(failure), requestId());
        ByteSink body = ProblemResponse.write(problem, route().errors(), request);
        send(ProblemMapping.httpStatus(problem.code()), buffer(body), problem.code());
    }

    static Buffer buffer(ByteSink sink) {
        ByteBuffer bytes = sink.toBuffer();
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    private void send(int status, Buffer body, @Nullable ProblemCode problem) {
        if (answered) {
            return;
        }
        answered = true;
        if (request.isClosed()) {
            report(status, 0, problem);
            return;
        }
        ContentCoding coding =
                body.length() < ContentCoding.WORTH_BYTES || !isReadCompressed(status)
                        ? ContentCoding.IDENTITY
                        : ContentCoding.accepted(request.header(HttpHeaders.ACCEPT_ENCODING));
        if (coding == ContentCoding.IDENTITY) {
            write(status, body, problem);
            return;
        }
        request.answerHeader(HttpHeaders.CONTENT_ENCODING, coding.token());
        request.answerHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (body.length() < ContentCoding.OFF_LOOP_BYTES) {
            write(status, coding.encode(body), problem);
        } else {
            handler.vertx()
                    .executeBlocking(() -> coding.encode(body), false)
                    .onSuccess(encoded -> write(status, encoded, problem))
                    .onFailure(this::fail);
        }
    }

    /// Triton's clients offer compression with every request, and undo it in predictions alone.
    private boolean isReadCompressed(int status) {
        return route().errors() == Route.ErrorForm.PROBLEM
                || (route().purpose() == Purpose.PREDICTION && status == 200);
    }

    private void write(int status, Buffer body, @Nullable ProblemCode problem) {
        if (request.isClosed()) {
            report(status, 0, problem);
            return;
        }
        // Before the caller can send its next request.
        allowance.leave();
        writeCommonHeaders();
        int length = body.length();
        // Not this request, which an answer may outlive that waits for its caller to take it.
        EventLoopByteBudget bytes = handler.bytes();
        bytes.hold(length);
        request.end(status, body, handler.isRetiring(), () -> bytes.release(length));
        report(status, length, problem);
    }

    private void writeCommonHeaders() {
        request.answerHeader(REQUEST_ID, requestId());
        String traceresponse = trace().traceresponse();
        if (traceresponse != null) {
            request.answerHeader(TRACERESPONSE, traceresponse);
        }
    }

    private void report(int status, int bytes, @Nullable ProblemCode problem) {
        reported = true;
        allowance.leave();
        taken.release();
        long nanos = System.nanoTime() - startNanos;
        Timings spent = timings == null && pending != null ? pending.timings() : timings;
        handler.answered(
                new CompletedRequest(
                        info(), model, status, bytes, nanos, problem, failedNanos, spent),
                trace());
    }

    /// Here the trace begins, or when the answer is written; what a caller sent is passed on where
    /// this server makes none. Any thread.
    @Override
    public Optional<Carried> carried() {
        return handler.isTracing()
                ? trace().carried()
                : Carried.of(request.header(TRACEPARENT), request.header(TRACESTATE));
    }

    /// Begins when the response is written, since its headers have the trace, unless a call to
    /// another server needed it before.
    private synchronized Trace trace() {
        Trace begun = trace;
        if (begun == null) {
            begun = handler.begin(info());
            trace = begun;
        }
        return begun;
    }

    private RequestInfo info() {
        RequestInfo known = info;
        if (known == null) {
            known =
                    new RequestInfo(
                            request.method(),
                            request.path(),
                            route().label(),
                            requestId(),
                            startNanos,
                            handler.isTracing() ? request.header(TRACEPARENT) : null,
                            handler.isTracing() ? request.header(TRACESTATE) : null,
                            caller.name(),
                            route().purpose());
            info = known;
        }
        return known;
    }
}
