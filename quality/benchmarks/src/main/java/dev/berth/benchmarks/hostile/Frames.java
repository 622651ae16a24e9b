package dev.berth.benchmarks.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Builder of consecutive HTTP/2 frames (RFC 9113, sections 3.4 and 6; RFC 7541 for headers).
final class Frames {
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int CANCEL = 8;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /// The preface and default settings.
    static Frames begin() {
        var frames = new Frames();
        frames.bytes.writeBytes(
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return frames.add(SETTINGS, 0, 0, new byte[0]);
    }

    static Frames none() {
        return new Frames();
    }

    private Frames add(int type, int flags, int stream, byte[] payload) {
        bytes.writeBytes(
                ByteBuffer.allocate(9)
                        .putInt(payload.length << 8 | type)
                        .put((byte) flags)
                        .putInt(stream)
                        .array());
        bytes.writeBytes(payload);
        return this;
    }

    /// Sets the flow-control window of each response.
    Frames window(int size) {
        return add(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW_SIZE).putInt(size).array());
    }

    Frames ping() {
        return add(PING, 0, 0, new byte[8]);
    }

    /// @param request number on the connection, from 0
    Frames get(int request, String path) {
        return add(HEADERS, END_STREAM | END_HEADERS, stream(request), block(path));
    }

    Frames reset(int request) {
        return add(RST_STREAM, 0, stream(request), ByteBuffer.allocate(4).putInt(CANCEL).array());
    }

    /// Starts headers that never end, continued a byte at a time.
    Frames endlessHeaders(int request) {
        return add(HEADERS, END_STREAM, stream(request), block("/"));
    }

    Frames continuation(int request) {
        return add(CONTINUATION, 0, stream(request), new byte[] {(byte) 0x82});
    }

    /// A header bomb, a hundred times as large as what is sent: a header of 4000 bytes enters the
    /// table, and one byte refers to it afterwards.
    Frames headerBomb(int request) {
        var block = new ByteArrayOutputStream();
        block.writeBytes(block("/"));
        block.writeBytes(new byte[] {0x40, 1, 'x'});
        // A length in seven bits and the rest: 127 + 33 + 30 * 128.
        block.writeBytes(new byte[] {127, (byte) (0x80 | 33), 30});
        block.writeBytes("a".repeat(4000).getBytes(StandardCharsets.US_ASCII));
        byte[] again = new byte[4000];
        java.util.Arrays.fill(again, (byte) (0x80 | 62));
        block.writeBytes(again);
        return add(HEADERS, END_STREAM | END_HEADERS, stream(request), block.toByteArray());
    }

    private static int stream(int request) {
        return 2 * request + 1;
    }

    /// `GET`, `http`, the path and `localhost`, without indexing.
    private static byte[] block(String path) {
        var block = new ByteArrayOutputStream();
        block.writeBytes(new byte[] {(byte) 0x82, (byte) 0x86, 0x04, (byte) path.length()});
        block.writeBytes(path.getBytes(StandardCharsets.US_ASCII));
        block.writeBytes(new byte[] {0x01, 9});
        block.writeBytes("localhost".getBytes(StandardCharsets.US_ASCII));
        return block.toByteArray();
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
