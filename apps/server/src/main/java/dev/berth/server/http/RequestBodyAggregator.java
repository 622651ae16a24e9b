package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.server.memory.Inflation;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Aggregates a request's body, within limits, and hands it on decompressed. Lives on one event
/// loop.
final class RequestBodyAggregator implements HttpRequest.Body {
    private static final long NO_TIMER = -1;

    private static final Problem LATE =
            Problem.of(
                    ProblemCode.DEADLINE_EXCEEDED,
                    "the body had not arrived within the time that the request allows",
                    "allow more time, or send less at once");

    /// What nearly all send, which need not be searched.
    private static final String JSON = HttpServerExchange.JSON.toString();

    private static final String CONTINUE = "100-continue";

    private static final String BYTES = InferRoute.BYTES.toString();

    /// Putting more together would be work for a worker; until then chunks are appended.
    private static final int JOINED_HERE_BYTES_MAX = 256 << 10;

    /// A buffer takes some 150 bytes besides its content.
    private static final int SMALL_BYTES = 2 << 10;

    private final HttpServerHandler handler;
    private final HttpServerExchange exchange;
    private final HttpRequest request;
    private final int bytesMax;
    private final Consumer<ByteBuffer> whenComplete;
    private SlowRequestReaper.@Nullable Arrival arrival;
    private @Nullable Buffer gathered;

    /// What came behind [#gathered].
    private @Nullable List<Buffer> further;

    private int length;
    private ContentCoding coding = ContentCoding.IDENTITY;
    private OptionalLong deadlineNanos = OptionalLong.empty();
    private long timer = NO_TIMER;
    private long bytesTaken;
    private boolean over;

    private RequestBodyAggregator(
            HttpServerHandler handler,
            HttpServerExchange exchange,
            Consumer<ByteBuffer> whenComplete) {
        this.handler = handler;
        this.exchange = exchange;
        this.request = exchange.request();
        this.bytesMax = handler.limits().bodyBytesMax();
        this.whenComplete = whenComplete;
    }

    /// Gathers the body and then calls `whenComplete` with it, in a buffer with an array; answers
    /// with a problem if that cannot be.
    static void read(
            HttpServerHandler handler,
            HttpServerExchange exchange,
            Consumer<ByteBuffer> whenComplete) {
        new RequestBodyAggregator(handler, exchange, whenComplete).begin();
    }

    private void begin() {
        try {
            if (exchange.route().purpose() != Purpose.OTHER) {
                deadlineNanos = Timeout.of(request, Map.of()).deadlineNanos(exchange);
            }
            requireJsonOrBytes(request.header(HttpHeaders.CONTENT_TYPE));
            coding = ContentCoding.ofRequest(request.header(HttpHeaders.CONTENT_ENCODING));
            take(announced(request.header(HttpHeaders.CONTENT_LENGTH)));
        } catch (ProblemException e) {
            refuse(e);
            return;
        }
        if (!request.isWhole()) {
            expectMore();
        }
        request.setBody(this);
    }

    private void expectMore() {
        String expected = request.header(HttpHeaders.EXPECT);
        if (expected != null && expected.equalsIgnoreCase(CONTINUE)) {
            request.expectBody();
        }
        arrival = handler.arrivals().begin(request.connection());
        if (deadlineNanos.isPresent()) {
            long left = deadlineNanos.getAsLong() - System.nanoTime();
            // Rounded up, so that it is not early.
            timer = handler.vertx().setTimer(Math.max(0, left) / 1_000_000 + 1, this::expire);
        }
    }

    /// Public clients send no content type at all; what is refused is what can only be an error.
    private static void requireJsonOrBytes(@Nullable String contentType) {
        if (contentType == null || JSON.equals(contentType) || BYTES.equals(contentType)) {
            return;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")
                || type.startsWith("multipart/")
                || type.startsWith("application/xml")
                || type.startsWith("text/xml")
                || type.startsWith("image/")) {
            throw new ProblemException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "content type '"
                            + SanitizedText.of(contentType)
                            + "' (expected: application/json)",
                    "send JSON; binary tensors go behind it as application/octet-stream");
        }
    }

    /// The declared length of the body; 0 if there is none.
    private int announced(@Nullable String contentLength) {
        if (contentLength == null) {
            return 0;
        }
        long length;
        try {
            length = Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "Content-Length is '"
                            + SanitizedText.of(contentLength)
                            + "' (expected: a whole number)",
                    "send the length of the body in bytes");
        }
        if (length > bytesMax) {
            throw tooLarge(length + " bytes", bytesMax);
        }
        return (int) length;
    }

    /// Counts the body as in flight up to this length.
    private void take(long length) {
        if (length > bytesTaken) {
            exchange.taken().take(length - bytesTaken, length);
            bytesTaken = length;
        }
    }

    private static ProblemException tooLarge(String found, int bytesMax) {
        return new ProblemException(
                ProblemCode.BODY_TOO_LARGE,
                "a body of " + found + " (expected: at most " + bytesMax + ")",
                "split the request, or have the server take more (--max-request-bytes)");
    }

    @Override
    public void onData(Buffer chunk) {
        if (over) {
            return;
        }
        try {
            requireFits(length + chunk.length());
        } catch (ProblemException e) {
            drop();
            refuse(e);
            return;
        }
        length += chunk.length();
        Buffer before = gathered;
        if (before == null) {
            gathered = chunk;
        } else if (length <= JOINED_HERE_BYTES_MAX) {
            gathered = before.appendBuffer(chunk);
        } else {
            if (further == null) {
                further = new ArrayList<>();
            }
            append(further, chunk);
        }
    }

    /// A chunk of its own, or behind the last one if it is so small that its buffer would take many
    /// times its bytes, which are all that is counted.
    static void append(List<Buffer> pieces, Buffer chunk) {
        if (chunk.length() < SMALL_BYTES
                && !pieces.isEmpty()
                && pieces.getLast().length() < JOINED_HERE_BYTES_MAX) {
            pieces.set(pieces.size() - 1, pieces.getLast().appendBuffer(chunk));
        } else {
            pieces.add(chunk);
        }
    }

    private void expire(long id) {
        timer = NO_TIMER;
        drop();
        refuse(LATE.asException());
    }

    private void stopTimer() {
        if (timer != NO_TIMER) {
            handler.vertx().cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    private void requireFits(int bytes) {
        if (bytes > bytesMax) {
            throw tooLarge("more than " + bytesMax + " bytes", bytesMax);
        }
        take(bytes);
    }

    private void drop() {
        gathered = null;
        further = null;
    }

    @Override
    public void complete() {
        endArrival();
        stopTimer();
        if (over) {
            return;
        }
        if (deadlineNanos.isPresent() && deadlineNanos.getAsLong() - System.nanoTime() < 0) {
            refuse(LATE.asException());
            return;
        }
        over = true;
        Buffer first = gathered == null ? Buffer.buffer() : gathered;
        List<Buffer> rest = further == null ? List.of() : further;
        // The request outlives its body.
        drop();
        if (coding != ContentCoding.IDENTITY && length > 0) {
            var inflation = new Inflation(handler.bytes().all(), bytesMax);
            handler.loop()
                    .executeOnWorker(
                            () -> coding.decode(joined(first, rest), inflation),
                            plain -> {
                                exchange.taken().decompressed(inflation.taken());
                                hand(plain);
                            },
                            exchange::fail);
        } else if (rest.isEmpty()) {
            hand(heapBytes(first));
        } else {
            handler.loop().executeOnWorker(() -> joined(first, rest), this::hand, exchange::fail);
        }
    }

    private ByteBuffer joined(Buffer first, List<Buffer> rest) {
        if (rest.isEmpty()) {
            return heapBytes(first);
        }
        var body = ByteBuffer.allocate(length);
        body.put(heapBytes(first));
        rest.forEach(chunk -> body.put(heapBytes(chunk)));
        return body.flip();
    }

    private void hand(ByteBuffer body) {
        if (exchange.isClosed()) {
            exchange.abandoned();
            return;
        }
        try {
            whenComplete.accept(body);
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    /// Answers at once; what is still coming is read and dropped, so that the caller gets to see
    /// the answer, and for no longer than a body may take.
    private void refuse(ProblemException problem) {
        over = true;
        stopTimer();
        exchange.fail(problem);
        if (!request.isEnded() && !request.isWhole()) {
            SlowRequestReaper.Arrival rest =
                    arrival == null ? handler.arrivals().begin(request.connection()) : arrival;
            arrival = rest;
            request.setBody(new Rest());
        }
    }

    @Override
    public void broken() {
        endArrival();
        stopTimer();
        over = true;
        drop();
        exchange.abandoned();
    }

    private void endArrival() {
        if (arrival != null) {
            handler.arrivals().end(arrival);
        }
    }

    /// Receiver of what follows a rejection.
    private final class Rest implements HttpRequest.Body {
        @Override
        public void onData(Buffer chunk) {
            // Dropped.
        }

        @Override
        public void complete() {
            endArrival();
        }

        @Override
        public void broken() {
            endArrival();
        }
    }

    /// The buffer's bytes, without a copy where they are in one array, as those from the network
    /// are.
    static ByteBuffer heapBytes(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        return bytes.hasArray()
                ? ByteBuffer.wrap(
                        bytes.array(),
                        bytes.arrayOffset() + bytes.readerIndex(),
                        bytes.readableBytes())
                : ByteBuffer.wrap(buffer.getBytes());
    }
}
