package dev.berth.server;

import static dev.berth.server.RawHttp2.DATA;
import static dev.berth.server.RawHttp2.END_HEADERS;
import static dev.berth.server.RawHttp2.END_STREAM;
import static dev.berth.server.RawHttp2.END_STREAM_AND_HEADERS;
import static dev.berth.server.RawHttp2.GO_AWAY;
import static dev.berth.server.RawHttp2.HEADERS;
import static dev.berth.server.RawHttp2.PROTOCOL_ERROR;
import static dev.berth.server.RawHttp2.RST_STREAM;
import static dev.berth.server.RawHttp2.WINDOW_UPDATE;
import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.RawHttp2.Answer;
import dev.berth.server.RawHttp2.Frame;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests of REST by HTTP/2: their ends, in every order of frames that RFC 9113 allows.
class Http2RestTest {
    private static final int BODY_BYTES_MAX = 4096;
    private static final Duration ARRIVAL_MAX = Duration.ofMinutes(1);

    /// Source: RFC 9113, section 6.9.2.
    private static final int WINDOW_BYTES = 65_535;

    private static final String INFER = "/v2/models/fake/infer";

    @TempDir static Path directory;

    private static ForwardClock clock;
    private static TestServer server;

    private RawHttp2 client;

    @BeforeAll
    static void start() {
        clock = new ForwardClock();
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withEventLoops(1)
                                        .withLimits(
                                                TestServer.patient()
                                                        .withBodyBytesMax(BODY_BYTES_MAX)
                                                        .withArrivalTimeout(ARRIVAL_MAX)),
                        clock);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws Exception {
        client = new RawHttp2(server.server().port(), new byte[0]);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.fake().runGate().open();
        server.assertNothingLeaked();
    }

    private static byte[] head(String method, String path, String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                ":method",
                                method,
                                ":scheme",
                                "http",
                                ":path",
                                path,
                                ":authority",
                                "localhost"));
        all.addAll(List.of(more));
        return RawHttp2.block(all.toArray(String[]::new));
    }

    private void assertServes(int stream) throws Exception {
        client.send(HEADERS, END_HEADERS, stream, head("POST", INFER));
        client.send(DATA, END_STREAM, stream, infer(1, 2, 3));
        assertThat(client.answer(stream).status()).isEqualTo("200");
    }

    @Test
    void body_inManyFrames_isAnswered() throws Exception {
        client.send(HEADERS, END_HEADERS, 1, head("POST", INFER));
        String body = infer(1, 2, 3);
        for (int i = 0; i < body.length(); i++) {
            client.send(DATA, 0, 1, body.substring(i, i + 1));
        }
        client.send(DATA, END_STREAM, 1, "");
        Answer answer = client.answer(1);
        assertThat(answer.status()).isEqualTo("200");
        assertThat(answer.body()).contains("[2.0,4.0,6.0]");
        assertThat(answer.headers().get("content-length"))
                .hasToString(Integer.toString(answer.body().length()));
        assertThat(answer.headers().get("berth-request-id")).isNotEmpty();
    }

    @Test
    void body_withTrailersBehindIt_isAnswered() throws Exception {
        client.send(HEADERS, END_HEADERS, 1, head("POST", INFER));
        client.send(DATA, 0, 1, infer(1, 2, 3));
        client.send(HEADERS, END_STREAM_AND_HEADERS, 1, RawHttp2.block("checksum", "none"));
        assertThat(client.answer(1).status()).isEqualTo("200");
    }

    @Test
    void body_thatIsAskedForFirst_isAllowedAndAnswered() throws Exception {
        byte[] head = head("POST", INFER, "expect", "100-continue");
        client.send(HEADERS, END_HEADERS, 1, head);
        Frame first = client.next(1, HEADERS);
        assertThat(first.isLast()).isFalse();
        assertThat(client.headers(first).status()).hasToString("100");
        client.send(DATA, END_STREAM, 1, infer(1, 2, 3));
        assertThat(client.answer(1).status()).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/docs", "/v2"})
    void head_isAnsweredByHeadersAlone(String path) throws Exception {
        client.send(HEADERS, END_STREAM_AND_HEADERS, 1, head("HEAD", path));
        client.send(HEADERS, END_STREAM_AND_HEADERS, 3, head("GET", path));
        Answer alone = client.answer(1);
        Answer whole = client.answer(3);
        assertThat(alone.isHeadAlone()).isTrue();
        assertThat(alone.status()).isEqualTo("200");
        assertThat(alone.headers().get("content-length"))
                .hasToString(whole.headers().get("content-length").toString())
                .hasToString(
                        Integer.toString(whole.body().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void query_isRead() throws Exception {
        client.send(
                HEADERS, END_HEADERS, 1, head("POST", "/v1/models/fake:predict?partial=perhaps"));
        client.send(DATA, END_STREAM, 1, "{\"records\":[]}");
        Answer answer = client.answer(1);
        assertThat(answer.status()).isEqualTo("400");
        assertThat(answer.body()).contains("parameter-invalid", "'perhaps'");
    }

    @Test
    void path_unknown_isToldWithoutItsQuery() throws Exception {
        client.send(HEADERS, END_STREAM_AND_HEADERS, 1, head("GET", "/nowhere?at=all"));
        Answer answer = client.answer(1);
        assertThat(answer.status()).isEqualTo("404");
        assertThat(answer.body()).contains("nothing at /nowhere").doesNotContain("at=all");
    }

    /// The connection has other requests and continues; what still comes is dropped.
    @Test
    void body_tooLong_isRefusedAtOnceAndTheConnectionGoesOn() throws Exception {
        client.send(HEADERS, END_HEADERS, 1, head("POST", INFER));
        client.send(DATA, 0, 1, new byte[BODY_BYTES_MAX + 1]);
        Answer answer = client.answer(1);
        assertThat(answer.status()).isEqualTo("413");
        assertThat(answer.body()).contains("body-too-large");
        // More than the windows at the beginning, which therefore must be given back.
        sendAsAllowed(1 << 18, WINDOW_BYTES - BODY_BYTES_MAX - 1);
        assertServes(3);
        client.send(DATA, END_STREAM, 1, "");
        // Behind the end, which has been read when it is answered.
        assertServes(5);
        awaitArrivalTimeout();
        assertServes(7);
    }

    /// Sends so many bytes of stream 1, as soon as its window and the connection's have room.
    private void sendAsAllowed(int bytes, int window) throws Exception {
        int piece = 1 << 13;
        int[] left = {window, window};
        for (int sent = 0; sent < bytes; sent += piece) {
            while (Math.min(left[0], left[1]) < piece) {
                Frame frame = client.next((int) Await.TIMEOUT.toMillis());
                assertThat(frame.type()).isNotIn(-1, GO_AWAY, RST_STREAM);
                if (frame.type() == WINDOW_UPDATE) {
                    left[frame.stream()] += frame.payload().getInt(0);
                }
            }
            client.send(DATA, 0, 1, new byte[piece]);
            left[0] -= piece;
            left[1] -= piece;
        }
    }

    @Test
    void body_refusedThatNeverEnds_hasItsConnectionClosed() throws Exception {
        client.send(HEADERS, END_HEADERS, 1, head("POST", INFER));
        client.send(DATA, 0, 1, new byte[BODY_BYTES_MAX + 1]);
        assertThat(client.answer(1).status()).isEqualTo("413");
        assertClosed(client);
    }

    @Test
    void body_thatNeverEnds_hasItsConnectionClosed() throws Exception {
        client.send(HEADERS, END_HEADERS, 1, head("POST", INFER));
        client.send(DATA, 0, 1, "{");
        assertClosed(client);
    }

    /// Moves the clock on until the server closes the connection.
    private static void assertClosed(RawHttp2 client) {
        Await.until(
                () -> {
                    clock.advance(ARRIVAL_MAX);
                    try {
                        var _ = client.next(100);
                        return false;
                    } catch (IOException closed) {
                        return true;
                    }
                });
    }

    /// Another connection whose body never ends is closed: so would be what began before it.
    private static void awaitArrivalTimeout() throws Exception {
        try (var other = new RawHttp2(server.server().port(), new byte[0])) {
            other.send(HEADERS, END_HEADERS, 1, head("POST", INFER));
            other.send(DATA, 0, 1, "{");
            assertClosed(other);
        }
    }

    /// A reset is the end of what comes, too.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void body_resetAmidIt_leavesNothing(boolean refused) throws Exception {
        client.send(HEADERS, END_HEADERS, 1, head("POST", INFER));
        client.send(DATA, 0, 1, new byte[refused ? BODY_BYTES_MAX + 1 : 100]);
        if (refused) {
            assertThat(client.answer(1).status()).isEqualTo("413");
        }
        client.reset(1);
        assertServes(3);
        awaitArrivalTimeout();
        assertServes(5);
    }

    @Test
    void request_resetWhileItIsQueued_isNotExecuted() throws Exception {
        server.fake().runGate().shut();
        int before = server.fake().runs().size();
        for (int stream = 1; stream <= 3; stream += 2) {
            client.send(HEADERS, END_HEADERS, stream, head("POST", INFER));
            client.send(DATA, END_STREAM, stream, infer(stream, 2, 3));
            server.fake().runGate().awaitWaiting(1);
        }
        Await.until(() -> server.queuedRows() == 1);
        client.reset(3);
        Await.until(() -> server.queuedRows() == 0);
        server.fake().runGate().open();
        assertThat(client.answer(1).status()).isEqualTo("200");
        assertThat(server.fake().runs()).hasSize(before + 1);
        assertServes(5);
    }

    @Test
    void request_resetWhileItIsExecuted_leavesNothing() throws Exception {
        server.fake().runGate().shut();
        client.send(HEADERS, END_HEADERS, 1, head("POST", INFER));
        client.send(DATA, END_STREAM, 1, infer(1, 2, 3));
        server.fake().runGate().awaitWaiting(1);
        client.reset(1);
        server.fake().runGate().open();
        assertServes(3);
    }

    @Test
    void request_withoutPath_isReset() throws Exception {
        client.send(
                HEADERS,
                END_STREAM_AND_HEADERS,
                1,
                RawHttp2.block(":method", "GET", ":scheme", "http", ":authority", "localhost"));
        assertThat(client.next(1, RST_STREAM).payload().getInt(0)).isEqualTo(PROTOCOL_ERROR);
        assertServes(3);
    }

    @Test
    void request_withTwoHosts_isReset() throws Exception {
        client.send(HEADERS, END_STREAM_AND_HEADERS, 1, head("GET", "/v2", "host", "example.org"));
        assertThat(client.next(1, RST_STREAM).payload().getInt(0)).isEqualTo(PROTOCOL_ERROR);
        client.send(HEADERS, END_STREAM_AND_HEADERS, 3, head("GET", "/v2", "host", "localhost"));
        assertThat(client.answer(3).status()).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {":authority", "host"})
    void request_forAForeignHost_isForbidden(String name) throws Exception {
        client.send(
                HEADERS,
                END_STREAM_AND_HEADERS,
                1,
                RawHttp2.block(
                        ":method", "GET", ":scheme", "http", ":path", "/v2", name, "example.org"));
        Answer answer = client.answer(1);
        assertThat(answer.status()).isEqualTo("403");
        assertThat(answer.body()).contains("'example.org'");
    }
}
