package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.protocol.ProblemMapping.GrpcStatus;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/// What goes back to the caller of one gRPC call: headers, messages, and the status in trailers, or
/// the status in the headers where it is all there is to tell.
///
/// Source: gRPC over HTTP/2, "Responses". Lives on one event loop.
final class CallResponse {
    private static final CharSequence CONTENT_TYPE =
            HttpHeaders.createOptimized("application/grpc");
    private static final CharSequence ACCEPTED =
            HttpHeaders.createOptimized("grpc-accept-encoding");
    private static final CharSequence CODINGS = HttpHeaders.createOptimized("identity,gzip");
    private static final CharSequence STATUS = HttpHeaders.createOptimized("grpc-status");
    private static final CharSequence OK = HttpHeaders.createOptimized("0");
    private static final CharSequence MESSAGE = HttpHeaders.createOptimized("grpc-message");

    /// Source: RFC 9113, section 7. Callers read it as INTERNAL.
    private static final long HTTP2_INTERNAL_ERROR = 0x2;

    private final HttpServerResponse response;
    private boolean begun;

    CallResponse(HttpServerResponse response) {
        this.response = response;
    }

    /// Hears when the caller has reset the call or is gone, unless the call has ended.
    void whenGone(Runnable gone) {
        response.exceptionHandler(failure -> gone.run());
    }

    /// Adds a header, before anything is sent.
    void header(CharSequence name, String value) {
        response.putHeader(name, value);
    }

    /// Sends one message of several.
    ///
    /// @return done when the network has it
    Future<Void> write(Message message, int messageBytes) {
        begin();
        return response.write(MessageFrames.framed(message, messageBytes));
    }

    /// Sends the last message, and that all went well.
    ///
    /// @return done when the network has it
    Future<Void> end(Message message, int messageBytes) {
        Buffer framed = MessageFrames.framed(message, messageBytes);
        begin();
        writeHead();
        response.trailers().add(STATUS, OK);
        return response.end(framed);
    }

    /// Ends with a message sent before, or none, and that all went well.
    void end() {
        begin();
        writeHead();
        response.trailers().add(STATUS, OK);
        response.end();
    }

    /// Ends with a status that is not OK.
    ///
    /// @param more further trailers
    void end(GrpcStatus status, String message, Map<String, String> more) {
        boolean alone = !begun;
        begin();
        MultiMap last = alone ? response.headers() : response.trailers();
        if (alone) {
            // What Vert.x says of the length is of no use to gRPC.
            response.headersEndHandler(v -> last.remove(HttpHeaders.CONTENT_LENGTH));
        }
        last.set(STATUS, Integer.toString(status.number()));
        last.set(MESSAGE, percentEncoded(message));
        more.forEach(last::set);
        response.end();
    }

    private void begin() {
        if (begun) {
            return;
        }
        MultiMap headers = response.headers();
        headers.add(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
        headers.add(ACCEPTED, CODINGS);
        begun = true;
    }

    /// Before the end, to which Vert.x would otherwise add a length, of no use to gRPC.
    private void writeHead() {
        if (!response.headWritten()) {
            var _ = response.writeHead();
        }
    }

    /// Resets the call, whatever of it was sent.
    void cutOff() {
        var _ = response.reset(HTTP2_INTERNAL_ERROR);
    }

    /// Source: gRPC over HTTP/2, "Percent-Encoded".
    static String percentEncoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var encoded = new StringBuilder(bytes.length + 16);
        for (byte value : bytes) {
            if (value >= ' ' && value <= '~' && value != '%') {
                encoded.append((char) value);
            } else {
                encoded.append('%');
                HexFormat.of().withUpperCase().toHexDigits(encoded, value);
            }
        }
        return encoded.toString();
    }
}
