package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.Http1Client.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules of RFC 9110 and 9112 for HTTP/1.1, byte by byte, of the requests that the server reads
/// itself and of those that Netty reads.
class Http1RulesTest {
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final String LIVE = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// Has a request read by Netty: the server reads no such name itself.
    private static final String UNUSUAL = "X.Y: z\r\n";

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults().withBodyBytesMax(BODY_BYTES_MAX)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Http1Client connect() throws IOException {
        return new Http1Client(server.server().port());
    }

    private static String get(String version, String headers) {
        return "GET /v2/health/live " + version + "\r\n" + headers + "\r\n";
    }

    private static String post(String headers, String body) {
        return "POST /v2/models/fake/infer HTTP/1.1\r\n" + headers + "\r\n" + body;
    }

    static Stream<Arguments> refused() {
        String body = infer(1, 2, 3);
        String length = "Content-Length: " + body.length() + "\r\n";
        String host = "Host: localhost\r\n";
        String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        return Stream.of(
                Arguments.of(get("HTTP/1.1", ""), 400, "without Host (expected: one)"),
                Arguments.of(get("HTTP/1.1", UNUSUAL), 400, "without Host (expected: one)"),
                Arguments.of(get("HTTP/1.1", host + host), 400, "2 Host headers (expected: one)"),
                Arguments.of(get("HTTP/1.1", host + "HOST: b\r\n"), 400, "2 Host headers"),
                Arguments.of(get("HTTP/1.0", host + host), 400, "2 Host headers"),
                Arguments.of(get("HTTP/1.1", "Host: a b\r\n"), 400, "Host is 'a b'"),
                Arguments.of(get("HTTP/1.1", "Host: a/b\r\n"), 400, "Host is 'a/b'"),
                Arguments.of(get("HTTP/1.1", "Host: a@b\r\n"), 400, "Host is 'a@b'"),
                Arguments.of(get("HTTP/1.1", "Host: a:b\r\n"), 400, "Host is 'a:b'"),
                Arguments.of(get("HTTP/1.1", "Host: a, b\r\n"), 400, "Host is 'a, b'"),
                Arguments.of(get("HTTP/2.0", host), 505, "HTTP/2.0 (expected: HTTP/1.1"),
                Arguments.of(get("HTTP/3.0", host), 505, "HTTP/3.0 (expected: HTTP/1.1"),
                Arguments.of(get("HTTP/0.9", host), 505, "HTTP/0.9 (expected: HTTP/1.1"),
                Arguments.of(
                        post(host + "Transfer-Encoding: gzip, chunked\r\n", chunks),
                        501,
                        "'gzip, chunked' (expected: chunked)"),
                Arguments.of(
                        post(host + "Transfer-Encoding: chunked, gzip\r\n", chunks),
                        501,
                        "'chunked, gzip' (expected: chunked)"),
                Arguments.of(
                        post(host + "Transfer-Encoding: gzip\r\n", chunks),
                        501,
                        "'gzip' (expected"),
                Arguments.of(
                        post(
                                host
                                        + "Transfer-Encoding: chunked\r\nTransfer-Encoding:"
                                        + " chunked\r\n",
                                chunks),
                        501,
                        "'chunked, chunked' (expected"),
                Arguments.of(
                        post(host + "Transfer-Encoding: xchunked\r\n", chunks),
                        501,
                        "'xchunked' (expected"),
                Arguments.of(
                        post(host + length + "Transfer-Encoding: chunked\r\n", chunks),
                        400,
                        "Content-Length stands beside Transfer-Encoding"),
                Arguments.of(
                        post(host + "Transfer-Encoding: chunked\r\n" + length, chunks),
                        400,
                        "Content-Length stands beside Transfer-Encoding"),
                Arguments.of(
                        post(host + "Transfer-Encoding: gzip\r\n" + length, body),
                        400,
                        "Content-Length stands beside Transfer-Encoding"),
                Arguments.of(
                        post(host + "Transfer-Encoding: chunked\r\n", chunks)
                                .replace("HTTP/1.1", "HTTP/1.0"),
                        400,
                        "Transfer-Encoding in a request of HTTP/1.0"),
                Arguments.of(post(host + length + length, body), 400, "Content-Length is given"),
                Arguments.of(
                        post(host + "Content-Length: 3, 3\r\n", body),
                        400,
                        "Content-Length is given 3, 3 (expected: once)"),
                Arguments.of(post(host + "Content-Length: -1\r\n", body), 400, "cannot be read"),
                Arguments.of(post(host + "Content-Length: +3\r\n", body), 400, "cannot be read"),
                Arguments.of(
                        post(host + length + "Expect: the-best\r\n", body),
                        417,
                        "Expect is 'the-best' (expected: 100-continue)"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void head_againstTheRules_isRefusedAndEndsTheConnection(String request, int status, String text)
            throws IOException {
        try (Http1Client client = connect()) {
            client.send(request + LIVE);
            requireRefused(client, status, text);
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void head_againstTheRulesBehindOthers_isRefusedInItsTurn(
            String request, int status, String text) throws IOException {
        try (Http1Client client = connect()) {
            client.send(LIVE);
            assertThat(client.next().status()).isEqualTo(200);
            client.send(
                    LIVE + LIVE.replace("\r\n\r\n", "\r\n" + UNUSUAL + "\r\n") + request + LIVE);
            assertThat(client.next().status()).isEqualTo(200);
            assertThat(client.next().status()).isEqualTo(200);
            requireRefused(client, status, text);
        }
    }

    private static void requireRefused(Http1Client client, int status, String text)
            throws IOException {
        Answer answer = client.next();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.isLast()).isTrue();
        assertThat(answer.body()).contains("request-malformed: ").contains(text);
        assertThat(client.rest()).isEmpty();
    }

    static List<String> allowed() {
        return List.of(
                get("HTTP/1.1", "Host:\r\n"),
                get("HTTP/1.1", "Host: localhost\r\n" + UNUSUAL),
                get("HTTP/1.1", "Host: localhost:\r\n"),
                get("HTTP/1.1", "Host: localhost:8080\r\n"),
                get("HTTP/1.1", "Host: [::1]:8080\r\n"),
                get("HTTP/1.1", "Host: 127.0.0.1\r\n"),
                get("HTTP/1.2", "Host: localhost\r\n"),
                get("HTTP/1.9", "Host: localhost\r\n"),
                get("HTTP/1.0", "Connection: keep-alive\r\n"),
                get("HTTP/1.0", "Connection: keep-alive\r\nExpect: the-best\r\n"));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void head_withinTheRules_isAnsweredByHttp11AndKeepsTheConnection(String request)
            throws IOException {
        try (Http1Client client = connect()) {
            client.send(request + LIVE);
            Answer answer = client.next();
            // 403 where the name is none of this machine's, which the guard against rebinding says.
            assertThat(answer.status()).as(answer.body()).isIn(200, 403);
            assertThat(answer.head()).startsWith("http/1.");
            assertThat(client.next().status()).isEqualTo(200);
        }
    }

    @Test
    void version_later_isAnsweredAs11() throws IOException {
        try (Http1Client client = connect()) {
            client.send(get("HTTP/1.2", "Host: localhost\r\n"));
            assertThat(client.next().head()).startsWith("http/1.1 200");
        }
    }

    @Test
    void chunks_alone_areTaken() throws IOException {
        String body = infer(1, 2, 3);
        try (Http1Client client = connect()) {
            client.send(
                    post(
                            "Host: localhost\r\nTransfer-Encoding: Chunked\r\n",
                            Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"));
            assertThat(client.next().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"100-continue", "100-Continue"})
    void expect_bodyThatIsTaken_isToldToCome(String expected) throws IOException {
        String body = infer(1, 2, 3);
        try (Http1Client client = connect()) {
            client.send(expecting(expected, body.length(), ""));
            assertThat(client.next().status()).isEqualTo(100);
            client.send(body);
            assertThat(client.next().status()).isEqualTo(200);
            client.send(LIVE);
            assertThat(client.next().status()).isEqualTo(200);
        }
    }

    private static String expecting(String expected, int length, String more) {
        return post(
                "Host: localhost\r\nExpect: "
                        + expected
                        + "\r\nContent-Length: "
                        + length
                        + "\r\n"
                        + more,
                "");
    }

    /// The client may send the body or not; what comes next cannot be distinguished from it.
    @Test
    void expect_bodyTooLarge_isRefusedAtOnceAndEndsTheConnection() throws IOException {
        try (Http1Client client = connect()) {
            client.send(expecting("100-continue", BODY_BYTES_MAX + 1, ""));
            Answer answer = client.next();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.isLast()).isTrue();
            assertThat(client.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /v2/health/live", "POST /nothing/here", "POST /v2/models/no/infer"})
    void expect_requestThatNeedsNoBody_endsTheConnection(String line) throws IOException {
        try (Http1Client client = connect()) {
            client.send(
                    line
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: none\r\n"
                            + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            Answer answer = client.next();
            assertThat(answer.status()).isNotEqualTo(100);
            assertThat(answer.isLast()).isTrue();
            assertThat(client.rest()).isEmpty();
        }
    }

    /// A client that does not wait, and is still sending when it is refused.
    @Test
    void expect_bodyTooLargeThatComesNevertheless_doesNotResetTheAnswer() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Http1Client client = connect()) {
                client.send(expecting("100-continue", BODY_BYTES_MAX + 1, ""));
                client.send("x".repeat(100_000));
                assertThat(client.next().status()).isEqualTo(413);
                client.send("x".repeat(100_000));
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @Test
    void refusal_whileMoreIsComing_isNotLostToAReset() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Http1Client client = connect()) {
                client.send(get("HTTP/1.1", "") + LIVE.repeat(2000));
                assertThat(client.next().status()).isEqualTo(400);
                client.send(LIVE);
                assertThat(client.rest()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
                "Upgrade: h2c\r\nConnection: Upgrade\r\n",
                "Upgrade: websocket, h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            })
    void upgrade_ofAnyKind_isNotDoneAndTheRequestAnswered(String headers) throws IOException {
        String body = infer(1, 2, 3);
        String host = "Host: localhost\r\n";
        try (Http1Client client = connect()) {
            client.send(get("HTTP/1.1", host + headers));
            assertThat(client.next().head()).startsWith("http/1.1 200");
            client.send(get("HTTP/1.1", host + headers));
            assertThat(client.next().head()).startsWith("http/1.1 200");
        }
        try (Http1Client client = connect()) {
            client.send(post(host + headers + "Content-Length: " + body.length() + "\r\n", body));
            assertThat(client.next().head()).startsWith("http/1.1 200");
            client.send(expecting("100-continue", body.length(), headers));
            assertThat(client.next().status()).isEqualTo(100);
            client.send(body);
            assertThat(client.next().head()).startsWith("http/1.1 200");
        }
    }

    @Test
    void http2_withPriorKnowledge_isSpoken() throws Exception {
        try (var client = new RawHttp2(server.server().port(), new byte[0])) {
            int stream = client.nextStream();
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_STREAM_AND_HEADERS,
                    stream,
                    RawHttp2.block(
                            ":method",
                            "GET",
                            ":scheme",
                            "http",
                            ":authority",
                            "localhost",
                            ":path",
                            "/v2/health/live"));
            assertThat(client.answer(stream).status()).isEqualTo("200");
        }
    }
}
