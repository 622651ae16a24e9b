package dev.berth.server;

import static dev.berth.server.RawHttp2.DATA;
import static dev.berth.server.RawHttp2.END_HEADERS;
import static dev.berth.server.RawHttp2.END_STREAM;
import static dev.berth.server.RawHttp2.HEADERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proto.ServerMetadataResponse;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The frames in which the answer to a call with one message comes, whatever the windows allow.
class GrpcAnswerFramesTest {
    private static final byte[] HEAD =
            RawHttp2.block(
                    ":method", "POST",
                    ":scheme", "http",
                    ":path", "/inference.GRPCInferenceService/ServerMetadata",
                    ":authority", "test",
                    "te", "trailers",
                    "content-type", "application/grpc");

    private static final byte[] NO_MESSAGE_BYTES = new byte[5];

    /// Source: RFC 9113, section 6.5.2.
    private static final byte[] NO_WINDOW =
            ByteBuffer.allocate(6).putShort((short) 4).putInt(0).array();

    private static final int FIRST_WINDOW = 65_535;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // Before every test.
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp2 connect(byte[] settings) throws IOException {
        return new RawHttp2(server.server().port(), settings);
    }

    private static void call(RawHttp2 client, int stream) throws IOException {
        var frames = new ByteArrayOutputStream();
        frames.writeBytes(RawHttp2.frame(HEADERS, END_HEADERS, stream, HEAD));
        frames.writeBytes(RawHttp2.frame(DATA, END_STREAM, stream, NO_MESSAGE_BYTES));
        client.sendAtOnce(frames.toByteArray());
    }

    private static void assertHead(RawHttp2 client, int stream) throws Exception {
        RawHttp2.Frame head = client.next(stream, HEADERS);
        assertThat(head.isLast()).isFalse();
        assertThat(client.headers(head))
                .hasToString(
                        "DefaultHttp2Headers[:status: 200, content-type: application/grpc,"
                                + " grpc-accept-encoding: identity,gzip,deflate]");
    }

    private static void assertTrailers(RawHttp2 client, int stream) throws Exception {
        RawHttp2.Frame trailers = client.next(stream, HEADERS);
        assertThat(trailers.isLast()).isTrue();
        assertThat(client.headers(trailers)).hasToString("DefaultHttp2Headers[grpc-status: 0]");
    }

    private static void assertMessage(byte[] framed) throws IOException {
        ByteBuffer prefix = ByteBuffer.wrap(framed);
        assertThat(prefix.get()).isZero();
        assertThat(prefix.getInt()).isEqualTo(prefix.remaining());
        assertThat(ServerMetadataResponse.parseFrom(prefix).getName()).isEqualTo("berth");
    }

    /// Bytes of the stream until the message is there, however many frames they come in.
    ///
    /// @param begun those that have come
    private static byte[] rest(RawHttp2 client, int stream, ByteArrayOutputStream begun, int all)
            throws IOException, Http2Exception {
        while (begun.size() < all) {
            RawHttp2.Frame frame = client.next(stream, DATA);
            assertThat(frame.isLast()).isFalse();
            begun.writeBytes(frame.payload().array());
        }
        return begun.toByteArray();
    }

    /// @return the bytes of its message with their prefix
    private static int assertAnswered(RawHttp2 client, int stream) throws Exception {
        assertHead(client, stream);
        RawHttp2.Frame message = client.next(stream, DATA);
        assertThat(message.isLast()).isFalse();
        assertMessage(message.payload().array());
        assertTrailers(client, stream);
        return message.payload().capacity();
    }

    @Test
    void answers_whateverIsRememberedOfHeaders_areRead() throws Exception {
        try (RawHttp2 client = connect(new byte[0])) {
            for (int bytes : new int[] {4096, 0, 64, 0, 4096}) {
                client.sendTableBytes(bytes);
                int stream = client.nextStream();
                call(client, stream);
                assertAnswered(client, stream);
                // Now with what the first has had remembered.
                int other = client.nextStream();
                call(client, other);
                assertAnswered(client, other);
            }
        }
    }

    @Test
    void answer_withoutAWindow_comesAsThatAllows() throws Exception {
        try (RawHttp2 client = connect(NO_WINDOW)) {
            int stream = client.nextStream();
            call(client, stream);
            // A client may give a window by what the headers say.
            assertHead(client, stream);
            client.allow(stream, 3);
            RawHttp2.Frame begun = client.next(stream, DATA);
            assertThat(begun.payload().capacity()).isEqualTo(3);
            client.allow(stream, 1000);
            RawHttp2.Frame rest = client.next(stream, DATA);
            var message = new ByteArrayOutputStream();
            message.writeBytes(begun.payload().array());
            message.writeBytes(rest.payload().array());
            assertMessage(message.toByteArray());
            assertTrailers(client, stream);
        }
    }

    @Test
    void answer_behindOthersThatUsedTheConnectionsWindow_comesInParts() throws Exception {
        try (RawHttp2 client = connect(new byte[0])) {
            int first = client.nextStream();
            call(client, first);
            int length = assertAnswered(client, first);
            int left = FIRST_WINDOW - length;
            while (left >= length) {
                int stream = client.nextStream();
                call(client, stream);
                assertAnswered(client, stream);
                left -= length;
            }
            assertThat(left).isPositive();

            int cut = client.nextStream();
            call(client, cut);
            assertHead(client, cut);
            RawHttp2.Frame begun = client.next(cut, DATA);
            assertThat(begun.payload().capacity()).isEqualTo(left);
            var message = new ByteArrayOutputStream();
            message.writeBytes(begun.payload().array());
            client.allow(0, FIRST_WINDOW);
            assertMessage(rest(client, cut, message, length));
            assertTrailers(client, cut);

            int next = client.nextStream();
            call(client, next);
            assertAnswered(client, next);
        }
    }
}
