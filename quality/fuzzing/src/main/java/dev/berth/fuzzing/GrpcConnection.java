package dev.berth.fuzzing;

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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// HTTP/2 connection of a gRPC client that writes and reads every frame itself, so that a missing
/// response is the server's fault. One call at a time. Source: RFC 9113.
final class GrpcConnection implements AutoCloseable {
    private static final byte[] PREFACE = Bytes.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;

    private static final int END_STREAM = 0x1;
    private static final int ACK = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PRIORITY = 0x20;

    /// Bytes before the header block if the flag is set.
    private static final int PRIORITY_BYTES = 5;

    /// SETTINGS_INITIAL_WINDOW_SIZE of the largest window, so that no response waits for a window
    /// update.
    private static final byte[] LARGEST_WINDOWS = {0, 4, 0x7f, -1, -1, -1};

    /// The remainder of the connection's own window up to the largest.
    private static final byte[] LARGEST_WINDOW = {0x7f, -1, 0, 0};

    /// A later response counts as missing. Waited for in short pieces: a pause of the machine
    /// counts as one of them.
    private static final int PIECE_MILLIS = 500;

    private static final int PIECES_MAX = 40;

    private final Socket socket;
    private final DataInputStream in;
    private final Http2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false);
    private final List<String> seen = new ArrayList<>();
    private int stream = -1;

    private GrpcConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new PatientStream(socket, PIECES_MAX));
    }

    /// @param port on the loopback address
    static GrpcConnection open(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        // Thousands of connections would otherwise use up the ports.
        socket.setSoLinger(true, 0);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PIECE_MILLIS);
        var connection = new GrpcConnection(socket);
        connection.send(
                Bytes.join(
                        PREFACE,
                        frame(SETTINGS, 0, 0, LARGEST_WINDOWS),
                        frame(WINDOW_UPDATE, 0, 0, LARGEST_WINDOW)));
        return connection;
    }

    /// Calls a method with a body in one or more pieces, each sent separately.
    ///
    /// @return the `grpc-status` of the call
    /// @throws AssertionError if the call ends in any other way, or not at all
    String call(String path, Map<String, String> further, List<byte[]> pieces) throws IOException {
        stream += 2;
        seen.clear();
        try {
            send(frame(HEADERS, END_HEADERS, stream, block(path, further)));
            for (int i = 0; i < pieces.size(); i++) {
                int flags = i == pieces.size() - 1 ? END_STREAM : 0;
                send(frame(DATA, flags, stream, pieces.get(i)));
            }
            return status();
        } catch (PatientStream.Silence e) {
            throw new AssertionError(
                    "no answer; seen of stream " + stream + ": " + seen + Threads.dump(), e);
        } catch (IOException | Http2Exception e) {
            throw new AssertionError("stream " + stream + " broke after " + seen, e);
        }
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /// HPACK's literals without indexing. Source: RFC 7541, section 6.2.2.
    private static byte[] block(String path, Map<String, String> further) {
        var block = new ByteArrayOutputStream();
        writeHeader(block, ":method", "POST");
        writeHeader(block, ":scheme", "http");
        writeHeader(block, ":path", path);
        writeHeader(block, ":authority", "localhost");
        writeHeader(block, "content-type", "application/grpc");
        writeHeader(block, "te", "trailers");
        further.forEach((name, value) -> writeHeader(block, name, value));
        return block.toByteArray();
    }

    /// Texts of up to 126 bytes, whose length fits into one.
    private static void writeHeader(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : List.of(name, value)) {
            block.write(text.length());
            block.writeBytes(Bytes.utf8(text));
        }
    }

    /// Reads until the call's stream has ended.
    private String status() throws IOException, Http2Exception {
        String status = null;
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            byte[] payload = in.readNBytes(lengthAndType >>> 8);
            int type = lengthAndType & 0xff;
            seen.add(
                    "type %d flags %d stream %d, %d bytes"
                            .formatted(type, flags, of, payload.length));
            switch (type) {
                case HEADERS -> {
                    int from = (flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
                    Http2Headers read =
                            headers.decodeHeaders(
                                    of,
                                    Unpooled.wrappedBuffer(payload, from, payload.length - from));
                    CharSequence ended = of == stream ? read.get("grpc-status") : null;
                    status = ended == null ? status : ended.toString();
                }
                case SETTINGS -> answer(SETTINGS, flags, new byte[0]);
                case PING -> answer(PING, flags, payload);
                case RST_STREAM ->
                        throw new AssertionError(
                                "reset with " + ByteBuffer.wrap(payload).getInt() + ": " + seen);
                case GOAWAY ->
                        throw new AssertionError(
                                "goaway with " + ByteBuffer.wrap(payload).getInt(4) + ": " + seen);
                default -> {}
            }
            if (of == stream && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                if (status == null) {
                    throw new AssertionError("ended without a status: " + seen);
                }
                return status;
            }
        }
    }

    private void answer(int type, int flags, byte[] payload) throws IOException {
        if ((flags & ACK) == 0) {
            send(frame(type, ACK, 0, payload));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
