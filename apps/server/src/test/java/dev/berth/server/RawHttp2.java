package dev.berth.server;

import dev.berth.testkit.Await;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A connection of HTTP/2, frame by frame, which no client would send so. Source: RFC 9113,
/// sections 4.1 and 6.
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int END_STREAM = 0x1;
    static final int END_HEADERS = 0x4;
    static final int END_STREAM_AND_HEADERS = 0x5;

    /// Source: RFC 9113, section 7.
    static final int PROTOCOL_ERROR = 1;

    static final int CANCEL = 8;

    private final Socket socket;
    private final DataInputStream in;
    private int unused = 1;
    private final Http2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(true);

    /// @param type -1 of none
    record Frame(int type, int flags, int stream, ByteBuffer payload) {
        boolean isLast() {
            return (flags & END_STREAM) != 0;
        }
    }

    /// @param settings of the client
    RawHttp2(int port, byte[] settings) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream()
                .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, settings);
    }

    /// A stream that nothing was sent on.
    int nextStream() {
        int stream = unused;
        unused += 2;
        return stream;
    }

    /// Says that the server is to remember at most so many bytes of headers.
    void sendTableBytes(int bytes) throws IOException, Http2Exception {
        send(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 1).putInt(bytes).array());
        headers.configuration().maxHeaderTableSize(bytes);
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
        sendAtOnce(frame(type, flags, stream, payload));
    }

    /// @param frames that the server is to read before it writes
    void sendAtOnce(byte[] frames) throws IOException {
        socket.getOutputStream().write(frames);
    }

    void send(int type, int flags, int stream, String payload) throws IOException {
        send(type, flags, stream, payload.getBytes(StandardCharsets.US_ASCII));
    }

    void reset(int stream) throws IOException {
        send(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    void allow(int stream, int bytes) throws IOException {
        send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    /// A block of literals. Source: RFC 7541, section 6.2.2.
    ///
    /// @param namesAndValues of less than 127 bytes each
    static byte[] block(String... namesAndValues) {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            for (String text : new String[] {namesAndValues[i], namesAndValues[i + 1]}) {
                block.write(text.length());
                block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return block.toByteArray();
    }

    /// The next frame; of type -1 if none came in this time.
    Frame next(int millis) throws IOException {
        socket.setSoTimeout(millis);
        int lengthAndType;
        try {
            lengthAndType = in.readInt();
        } catch (SocketTimeoutException none) {
            return new Frame(-1, 0, 0, ByteBuffer.allocate(0));
        }
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        int flags = in.readByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(lengthAndType >>> 8);
        return new Frame(lengthAndType & 0xff, flags, stream, ByteBuffer.wrap(payload));
    }

    /// The next frame of a stream; headers of others that come before are read, as they must be.
    Frame next(int stream, int... types) throws IOException, Http2Exception {
        while (true) {
            Frame frame = next((int) Await.TIMEOUT.toMillis());
            if (frame.type() < 0 || frame.type() == GO_AWAY) {
                throw new AssertionError("no frame of stream " + stream + " but " + frame);
            }
            if (frame.stream() == stream) {
                for (int type : types) {
                    if (frame.type() == type) {
                        return frame;
                    }
                }
                throw new AssertionError("of stream " + stream + " came " + frame);
            }
            if (frame.type() == HEADERS) {
                var _ = headers(frame);
            }
        }
    }

    /// The headers in a frame; each must be read once, in order.
    Http2Headers headers(Frame frame) throws Http2Exception {
        return headers.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
    }

    /// The status of the answer that comes next of a stream, and its body if there is one.
    Answer answer(int stream) throws IOException, Http2Exception {
        Frame head = next(stream, HEADERS);
        Http2Headers read = headers(head);
        var body = new ByteArrayOutputStream();
        boolean last = head.isLast();
        while (!last) {
            Frame frame = next(stream, DATA);
            body.writeBytes(frame.payload().array());
            last = frame.isLast();
        }
        return new Answer(read, head.isLast(), body.toString(StandardCharsets.UTF_8));
    }

    /// @param isHeadAlone whether no frame came behind the headers
    record Answer(Http2Headers headers, boolean isHeadAlone, String body) {
        String status() {
            return headers.status().toString();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
