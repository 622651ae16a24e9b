package dev.berth.fuzzing;

import java.io.IOException;
import java.util.List;

/// Fuzz target: frames after HTTP/2's preface, which may end the connection but not the server.
final class Http2Frames implements Target {
    private static final byte[] PREFACE = Bytes.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    /// HEADERS on stream 1 with END_STREAM: `GET /`, by entries of HPACK's static table.
    private static final byte[] HEADERS = {
        0, 0, 3, 1, 5, 0, 0, 0, 1, (byte) 0x82, (byte) 0x84, (byte) 0x86
    };

    private static final byte[] PING = {0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    private static final byte[] RESET = {0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8};

    private final FuzzedServer server = new FuzzedServer();

    @Override
    public List<byte[]> seeds() {
        return List.of(
                Bytes.join(SETTINGS, HEADERS),
                Bytes.join(SETTINGS, PING, HEADERS, RESET),
                Bytes.join(SETTINGS, SETTINGS, RESET));
    }

    @Override
    public void accept(byte[] bytes) throws IOException, InterruptedException {
        var _ = server.exchange(PREFACE, bytes);
        server.requireSound();
    }

    @Override
    public void close() {
        server.close();
    }
}
