package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of HTTP/2 that ask for an answer and then allow none of it to be sent, or little at a
/// time (RFC 9113, section 5.2).
class Http2UntakenTest {
    private static final Duration TAKING_MAX = Duration.ofSeconds(2);

    /// Between two frames of a client that keeps its connection alive.
    private static final int PACE_MILLIS = 100;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_HEADERS = 0x4;
    private static final int END_STREAM = 0x1;
    private static final int END_STREAM_AND_HEADERS = 0x5;
    private static final int CANCEL = 8;

    /// No answer's bytes without a WINDOW_UPDATE of its stream.
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    /// HPACK: GET, http, `/openapi.json`, and `localhost` as authority.
    private static final byte[] GET_LARGE =
            HexFormat.of().parseHex("8286040d" + hex("/openapi.json") + "0109" + hex("localhost"));

    /// The same of a gRPC call, `POST` of this path with its content type.
    private static final byte[] CALL = call("/inference.GRPCInferenceService/ServerLive");

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults().withTakingTimeout(TAKING_MAX)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] call(String path) {
        return HexFormat.of()
                .parseHex(
                        "838604%02x%s0109%s0f1010%s"
                                .formatted(
                                        path.length(),
                                        hex(path),
                                        hex("localhost"),
                                        hex("application/grpc")));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// A connection whose first stream asks for a large answer.
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        Client() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
            in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(SETTINGS, 0, 0, NO_WINDOW);
            send(HEADERS, END_STREAM_AND_HEADERS, 1, GET_LARGE);
        }

        void send(int type, int flags, int stream, byte[] payload) throws IOException {
            socket.getOutputStream()
                    .write(
                            ByteBuffer.allocate(9 + payload.length)
                                    .putInt(payload.length << 8 | type)
                                    .put((byte) flags)
                                    .putInt(stream)
                                    .put(payload)
                                    .array());
        }

        void allow(int stream, int bytes) throws IOException {
            send(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
        }

        /// The next frame; empty if none came in this time.
        Frame next(int millis) throws IOException {
            socket.setSoTimeout(millis);
            int lengthAndType;
            try {
                lengthAndType = in.readInt();
            } catch (SocketTimeoutException none) {
                return new Frame(-1, 0, 0, ByteBuffer.allocate(0));
            }
            socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
            int flags = in.readByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(lengthAndType >>> 8);
            return new Frame(lengthAndType & 0xff, flags, stream, ByteBuffer.wrap(payload));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /// @param type -1 of none
    private record Frame(int type, int flags, int stream, ByteBuffer payload) {}

    /// Pings until the server resets the stream; how long that took.
    private static Duration untilReset(Client client, int stream) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TestServer.PATIENCE.toNanos()) {
            Frame frame = client.next(PACE_MILLIS);
            if (frame.type() == RST_STREAM && frame.stream() == stream) {
                assertThat(frame.payload().getInt(0)).isEqualTo(CANCEL);
                return Duration.ofNanos(System.nanoTime() - start);
            }
            if (frame.type() < 0) {
                client.send(PING, 0, 0, new byte[8]);
            }
        }
        throw new AssertionError("never reset");
    }

    @Test
    void answer_thatIsNeverAllowed_isResetWhileTheClientPings() throws IOException {
        try (var client = new Client()) {
            assertThat(untilReset(client, 1)).isGreaterThan(TAKING_MAX.dividedBy(2));
            // The connection goes on: what is allowed is answered.
            client.send(HEADERS, END_STREAM_AND_HEADERS, 3, GET_LARGE);
            client.allow(0, 1 << 20);
            client.allow(3, 1 << 20);
            assertThat(bytesUntilEnd(client, 3, 0)).isPositive();
        }
        assertThat(server.post("/v2/models/fake/infer", infer(1, 2, 3)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void answer_ofACallThatIsNeverAllowed_isReset() throws IOException {
        try (var client = new Client()) {
            client.send(HEADERS, END_HEADERS, 3, CALL);
            client.send(DATA, END_STREAM, 3, new byte[5]);
            assertThat(untilReset(client, 3)).isGreaterThan(TAKING_MAX.dividedBy(2));
        }
    }

    @Test
    void answer_whoseConnectionAloneIsAllowed_isReset() throws IOException {
        try (var client = new Client()) {
            long end = System.nanoTime() + TestServer.PATIENCE.toNanos();
            int type = -1;
            while (type != RST_STREAM) {
                assertThat(System.nanoTime()).isLessThan(end);
                client.allow(0, 1);
                type = client.next(PACE_MILLIS).type();
            }
        }
    }

    @Test
    void answer_allowedByLittle_arrivesWholeHoweverLongItTakes() throws IOException {
        int length = server.get("/openapi.json").body().getBytes(StandardCharsets.UTF_8).length;
        // Each piece is sent at once, so that the window is as empty whenever the server looks.
        int pieces = 3 * (int) TAKING_MAX.toMillis() / PACE_MILLIS;
        try (var client = new Client()) {
            assertThat(bytesUntilEnd(client, 1, length / pieces)).isEqualTo(length);
        }
    }

    /// Whom nobody waits for any more, as when their deadline has passed, are reset by their
    /// callers.
    @Test
    void calls_cancelledInGreatNumberBeforeTheyAreTaken_leaveTheConnectionOpen()
            throws IOException {
        int calls = 80;
        try (var client = new Client()) {
            for (int i = 0; i < calls; i++) {
                client.send(HEADERS, END_HEADERS, 3 + 2 * i, CALL);
                client.send(DATA, END_STREAM, 3 + 2 * i, new byte[5]);
            }
            for (int begun = 0; begun < calls; ) {
                Frame frame = client.next((int) TestServer.PATIENCE.toMillis());
                assertThat(frame.type()).isNotNegative();
                if (frame.type() == HEADERS && frame.stream() > 1) {
                    begun++;
                }
            }
            for (int i = 0; i < calls; i++) {
                client.send(RST_STREAM, 0, 3 + 2 * i, new byte[] {0, 0, 0, CANCEL});
            }
            int last = 3 + 2 * calls;
            client.send(HEADERS, END_HEADERS, last, CALL);
            client.send(DATA, END_STREAM, last, new byte[5]);
            client.allow(last, 1 << 20);
            Frame frame;
            do {
                frame = client.next((int) TestServer.PATIENCE.toMillis());
                assertThat(frame.type()).isNotIn(-1, GO_AWAY);
            } while (frame.type() != DATA || frame.stream() != last);
        }
    }

    /// Reads what comes of a stream, and allows so much more of it after each pause.
    private static int bytesUntilEnd(Client client, int stream, int allowed) throws IOException {
        int bytes = 0;
        long end = System.nanoTime() + TestServer.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Frame frame = client.next(PACE_MILLIS);
            if (frame.type() < 0 && allowed > 0) {
                client.allow(0, allowed);
                client.allow(stream, allowed);
            } else if (frame.type() == RST_STREAM && frame.stream() == stream) {
                throw new AssertionError("reset after " + bytes + " bytes");
            } else if (frame.type() == DATA && frame.stream() == stream) {
                bytes += frame.payload().capacity();
                if ((frame.flags() & END_STREAM) != 0) {
                    return bytes;
                }
            }
        }
        throw new AssertionError("never ended");
    }
}
