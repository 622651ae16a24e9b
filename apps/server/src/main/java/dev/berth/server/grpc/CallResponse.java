package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.protocol.ProblemMapping.GrpcStatus;
import dev.berth.server.http2.RequestStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Response of one gRPC call: headers, messages, and the status in trailers, or the status in the
/// headers where there is nothing else.
///
/// Source: gRPC over HTTP/2, "Responses". Lives on one event loop.
final class CallResponse {
    private static final AsciiString STATUS = new AsciiString("grpc-status");
    private static final AsciiString MESSAGE = new AsciiString("grpc-message");
    private static final AsciiString[] HEAD = {
        HttpHeaderNames.CONTENT_TYPE,
        new AsciiString("application/grpc"),
        new AsciiString("grpc-accept-encoding"),
        new AsciiString(MessageCoding.TOKENS)
    };

    /// What most answers begin and end with.
    private static final Http2Headers PLAIN_HEAD =
            ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.OK.codeAsText(), HEAD);

    private static final Http2Headers OK =
            ReadOnlyHttp2Headers.trailers(false, STATUS, new AsciiString("0"));

    /// Source: RFC 9113, section 7. Callers read it as INTERNAL.
    private static final long HTTP2_INTERNAL_ERROR = 0x2;

    private static final AsciiString REQUEST_ID = new AsciiString("berth-request-id");

    private final RequestStream stream;

    /// What the call is named; null where it has no name.
    private @Nullable String requestId;

    /// Headers with some beyond those of every call; null if those are all.
    private @Nullable Http2Headers ownHead;

    private boolean begun;

    CallResponse(RequestStream stream) {
        this.stream = stream;
    }

    /// Names the call to its caller; not seen once something was sent.
    void requestId(String id) {
        requestId = id;
        if (ownHead != null) {
            ownHead.set(REQUEST_ID, id);
        }
    }

    /// Adds a header, or says something else in one; not seen once something was sent.
    void header(CharSequence name, String value) {
        var _ = ownHead().set(name, value);
    }

    private Http2Headers ownHead() {
        Http2Headers own = ownHead;
        if (own == null) {
            own = new DefaultHttp2Headers();
            own.setAll(head());
            ownHead = own;
        }
        return own;
    }

    /// Sends one message of several.
    ///
    /// @return done when the network has it, or it cannot be sent
    ChannelFuture write(Message message, int messageBytes) {
        ByteBuf framed = MessageFrames.framed(message, messageBytes);
        begin();
        return stream.write(framed, false);
    }

    /// Sends the last message, and that all went well.
    ///
    /// @return done when the network has it, or it cannot be sent
    ChannelFuture end(Message message, int messageBytes) {
        if (!begun) {
            begun = true;
            return stream.writeWhole(head(), MessageFrames.framed(message, messageBytes), OK);
        }
        ChannelFuture sent = write(message, messageBytes);
        stream.write(OK, true);
        return sent;
    }

    /// Ends with a message sent before, or none, and that all went well.
    void end() {
        begin();
        stream.write(OK, true);
    }

    /// Ends with a status that is not OK.
    ///
    /// @param more further trailers
    void end(GrpcStatus status, String message, Map<String, String> more) {
        Http2Headers last = begun ? new DefaultHttp2Headers() : ownHead();
        begun = true;
        last.set(STATUS, Integer.toString(status.number()));
        last.set(MESSAGE, percentEncoded(message));
        more.forEach(last::set);
        stream.write(last, true);
    }

    /// Answers in terms of HTTP alone to what is no call.
    void refuse(HttpResponseStatus status) {
        stream.write(ReadOnlyHttp2Headers.serverHeaders(false, status.codeAsText()), true);
    }

    private void begin() {
        if (!begun) {
            begun = true;
            stream.write(head(), false);
        }
    }

    private Http2Headers head() {
        Http2Headers own = ownHead;
        if (own != null) {
            return own;
        }
        String id = requestId;
        return id == null ? PLAIN_HEAD : namedHead(id);
    }

    /// The usual headers with one more, which most predictions have: far cheaper than headers that
    /// can be changed.
    private static Http2Headers namedHead(String id) {
        AsciiString[] head = Arrays.copyOf(HEAD, HEAD.length + 2);
        head[HEAD.length] = REQUEST_ID;
        head[HEAD.length + 1] = new AsciiString(id);
        return ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.OK.codeAsText(), head);
    }

    /// Resets the call, whatever of it was sent.
    void failAll() {
        stream.reset(HTTP2_INTERNAL_ERROR);
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
