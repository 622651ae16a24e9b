package dev.berth.server;

import static dev.berth.server.RawHttp2.frame;
import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of HTTP/2 that send what costs them little and a server much, frame by frame as RFC 9113
/// has them.
class Http2FloodTest {
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM_AND_HEADERS = 0x5;
    private static final int END_STREAM = 0x1;
    private static final int ENHANCE_YOUR_CALM = 0xb;

    /// HPACK: GET, http, /, and `a` as authority.
    private static final byte[] GET_ROOT = HexFormat.of().parseHex("8286844101" + "61");

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void othersAreAnswered() {
        assertThat(server.post("/v2/models/fake/infer", infer(1, 2, 3)).statusCode())
                .isEqualTo(200);
        assertThat(server.sendByHttp2(server.request("/v2/health/live").GET()).statusCode())
                .isEqualTo(200);
    }

    /// Sends the preface and these bytes, in the background, and waits until the server has ended
    /// the connection; fails if it does not.
    ///
    /// @return the error codes of the GOAWAY frames that came; a reset of the connection, whose
    ///   cause is what the client still sends, can overtake them
    private static List<Integer> endedAfter(byte[] frames) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            Thread.ofVirtual().start(() -> write(socket, frames));
            return goAways(new DataInputStream(socket.getInputStream()));
        }
    }

    private static void write(Socket socket, byte[] frames) {
        try {
            socket.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
            socket.getOutputStream().write(frames);
        } catch (IOException closed) {
            // As the server should.
        }
    }

    private static List<Integer> goAways(DataInputStream in) {
        List<Integer> codes = new ArrayList<>();
        try {
            while (true) {
                int lengthAndType = in.readInt();
                in.readByte();
                in.readInt();
                byte[] payload = in.readNBytes(lengthAndType >>> 8);
                if ((lengthAndType & 0xff) == GOAWAY) {
                    codes.add(ByteBuffer.wrap(payload).getInt(4));
                }
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("never closed", e);
        } catch (IOException closed) {
            return codes;
        }
    }

    private static byte[] repeated(byte[] frame, int times) {
        ByteBuffer all = ByteBuffer.allocate(frame.length * times);
        for (int i = 0; i < times; i++) {
            all.put(frame);
        }
        return all.array();
    }

    @Test
    void resets_rapid_endTheConnection() throws IOException {
        var frames = new ByteArrayOutputStream();
        // As many as it takes: the limit is one of resets in a second, which a busy machine reaches
        // late.
        for (int stream = 1; stream < 400_000; stream += 2) {
            frames.write(frame(HEADERS, END_STREAM_AND_HEADERS, stream, GET_ROOT));
            frames.write(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
        }
        assertThat(endedAfter(frames.toByteArray())).isSubsetOf(ENHANCE_YOUR_CALM);
    }

    @Test
    void settings_flood_endTheConnection() throws IOException {
        byte[] window = {0, 4, 0, 0, (byte) 0xff, (byte) 0xff};
        assertThat(endedAfter(repeated(frame(SETTINGS, 0, 0, window), 20_000)))
                .isSubsetOf(ENHANCE_YOUR_CALM);
    }

    @Test
    void headers_tooLong_endTheConnection() throws IOException {
        var block = new ByteArrayOutputStream();
        block.write(GET_ROOT);
        // A literal of 100 bytes that goes into the dynamic table, and then a byte for each copy.
        block.write(new byte[] {0x40, 1, 'x', 100});
        block.write(new byte[100]);
        block.write(repeated(new byte[] {(byte) (0x80 | 62)}, 10_000));
        byte[] bomb = frame(HEADERS, END_STREAM_AND_HEADERS, 1, block.toByteArray());
        byte[] more = frame(HEADERS, END_STREAM_AND_HEADERS, 3, block.toByteArray());
        assertThat(closedOrReset(bomb, more)).isTrue();
    }

    @Test
    void continuations_endless_endTheConnection() throws IOException {
        var frames = new ByteArrayOutputStream();
        frames.write(frame(HEADERS, END_STREAM, 1, GET_ROOT));
        frames.write(repeated(frame(CONTINUATION, 0, 1, new byte[] {(byte) 0x82}), 100_000));
        assertThat(endedAfter(frames.toByteArray())).doesNotContain(0);
    }

    /// Whether each of these requests is refused, with its connection or alone.
    private static boolean closedOrReset(byte[]... requests) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            var in = new DataInputStream(socket.getInputStream());
            write(socket, new byte[0]);
            int refused = 0;
            for (byte[] request : requests) {
                try {
                    socket.getOutputStream().write(request);
                    refused += isRefused(in) ? 1 : 0;
                } catch (IOException closed) {
                    refused++;
                }
            }
            return refused == requests.length;
        }
    }

    private static boolean isRefused(DataInputStream in) throws IOException {
        while (true) {
            int lengthAndType = in.readInt();
            in.readByte();
            in.readInt();
            byte[] payload = in.readNBytes(lengthAndType >>> 8);
            int type = lengthAndType & 0xff;
            if (type == RST_STREAM || type == GOAWAY) {
                return true;
            }
            if (type == HEADERS) {
                // An answer: 431 is in no table of HPACK, and comes as digits or their code.
                return payload.length > 0 && payload[0] != (byte) 0x88;
            }
        }
    }
}
