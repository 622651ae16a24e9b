package dev.berth.server.http1;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
    private static final String USUAL =
            """
            POST /v2/models/m/infer?x=1 HTTP/1.1
            Host: localhost:8000
            Content-Type: application/json
            connection: Keep-Alive
            X-Note:   two  words \s
            Empty:
            CONTENT-LENGTH: 4

            abcd"""
                    .replace("\n", "\r\n");

    private static final List<String> NAMES =
            List.of(
                    "host",
                    "content-type",
                    "connection",
                    "x-note",
                    "empty",
                    "content-length",
                    "expect",
                    "none");

    /// The same for all, as an event loop's is.
    private static final StringInternCache SEEN = new StringInternCache();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static @Nullable RequestHead read(byte[] bytes) {
        return RequestHead.read(bytes, bytes.length, SEEN);
    }

    private static String with(String line) {
        return USUAL.replace("Empty:", line);
    }

    @Test
    void read_usualHead_tellsAllOfIt() {
        RequestHead head = requireNonNull(read(bytes(USUAL)));

        assertThat(head.isPost()).isTrue();
        assertThat(head.target()).isEqualTo("/v2/models/m/infer?x=1");
        assertThat(head.contentLength()).isEqualTo(4);
        assertThat(USUAL.substring(head.end())).isEqualTo("abcd");
        assertThat(NAMES.stream().map(head::header))
                .containsExactly(
                        "localhost:8000",
                        "application/json",
                        "Keep-Alive",
                        "two  words",
                        "",
                        "4",
                        null,
                        null);
    }

    @Test
    void read_noBody_hasNoLength() {
        RequestHead head = requireNonNull(read(bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n")));

        assertThat(head.isPost()).isFalse();
        assertThat(head.contentLength()).isZero();
        assertThat(head.header("accept")).isNull();
    }

    @Test
    void read_sameHeaderTwice_tellsTheFirst() {
        RequestHead head = requireNonNull(read(bytes(with("X-Note: other"))));

        assertThat(head.header("x-note")).isEqualTo("two  words");
    }

    @Test
    @SuppressWarnings("ReferenceEquality") // Which tells whether it was kept.
    void header_thatIsACredential_isNotKept() {
        RequestHead head =
                requireNonNull(read(bytes(with("Authorization: Bearer x\r\nX-API-Key: y"))));

        assertThat(head.header("host") == head.header("host")).isTrue();
        assertThat(head.header("authorization") == head.header("authorization")).isFalse();
        assertThat(head.header("x-api-key") == head.header("x-api-key")).isFalse();
    }

    @Test
    void read_anyPartOfIt_isLeftToOthers() {
        byte[] usual = bytes(USUAL);
        int end = requireNonNull(read(usual)).end();
        for (int length = 0; length < end; length++) {
            assertThat(RequestHead.read(usual, length, SEEN)).as("%d bytes", length).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked",
                "transfer-encoding: identity",
                "Expect: 100-continue",
                "Upgrade: h2c",
                "Connection: close",
                "Connection: keep-alive, Upgrade",
                "Content-Length: 4",
                "Content-Length : 4",
                " folded",
                "No colon",
                ": no name",
                "Na(me: x",
                "Name: a\u0001b",
                "Name: \u00fcmlaut",
                "Name: a\tb",
                "Name: a\rb",
                "Name: a\nOther: b",
            })
    void read_unusualHeader_isLeftToOthers(String line) {
        assertThat(read(bytes(with(line)))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", "localhost:8000", "127.0.0.1:80", "a-b.c_d"})
    void read_oneHost_isTaken(String host) {
        RequestHead head = requireNonNull(read(bytes(withHost("Host: " + host + "\r\n"))));

        assertThat(head.header("host")).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host:\r\n",
                "Host: a\r\nHost: a\r\n",
                "Host: a\r\nhost: b\r\n",
                "Host: a b\r\n",
                "Host: a/b\r\n",
                "Host: a:b\r\n",
                "Host: a:1:2\r\n",
                "Host: :80\r\n",
                "Host: a, b\r\n",
                "Host: a@b\r\n",
                "Host: [::1]:80\r\n",
            })
    void read_unusualHost_isLeftToOthers(String host) {
        assertThat(read(bytes(withHost(host)))).isNull();
    }

    private static String withHost(String lines) {
        return USUAL.replace("Host: localhost:8000\r\n", lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+4", "-4", "4,4", "0x4", "", "1234567890", "4 4"})
    void read_unusualLength_isLeftToOthers(String length) {
        assertThat(read(bytes(USUAL.replace("LENGTH: 4", "LENGTH: " + length)))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /x HTTP/1.1",
                "post /x HTTP/1.1",
                "POST x HTTP/1.1",
                "POST http://host/x HTTP/1.1",
                "POST  /x HTTP/1.1",
                "POST /x  HTTP/1.1",
                "POST /x HTTP/1.0",
                "POST /x HTTP/1.1 ",
                "POST /\u00fc HTTP/1.1",
                "POST /x\u007f HTTP/1.1",
                "POST /x\tHTTP/1.1",
                "\r\nPOST /x HTTP/1.1",
            })
    void read_unusualLine_isLeftToOthers(String line) {
        assertThat(read(bytes(line + "\r\nHost: x\r\n\r\n"))).isNull();
    }

    @Test
    void read_moreHeadersThanUsual_isLeftToOthers() {
        assertThat(read(bytes(with("A: b\r\n".repeat(30) + "C: d")))).isNotNull();
        assertThat(read(bytes(with("A: b\r\n".repeat(40) + "C: d")))).isNull();
    }

    /// What is read at all is read as Netty reads it, whatever was done to it. (By its own decoder:
    /// that of Vert.x 5.0.7 takes `Content-Rype` for `Content-Type`.)
    @Test
    void read_changedHeads_areReadAsNettyDoes() {
        var random = new Random(20261129);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] changed = changed(random);
            RequestHead head = read(changed);
            if (head != null && head.contentLength() <= changed.length - head.end()) {
                read++;
                assertThat(parsed(head, changed))
                        .as(new String(changed, StandardCharsets.ISO_8859_1))
                        .isEqualTo(toldByNetty(changed));
            }
        }
        assertThat(read).isGreaterThan(20_000);
    }

    /// A head with up to three pieces of itself, or bytes that mean something, put where they were
    /// not.
    private static byte[] changed(Random random) {
        var text = new StringBuilder(USUAL);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + random.nextInt(12));
            String piece = USUAL.substring(Math.min(from, USUAL.length() - 1));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(from, to);
                case 1 ->
                        text.insert(
                                random.nextInt(text.length()),
                                piece.substring(0, Math.min(piece.length(), to - from)));
                case 2 ->
                        text.setCharAt(
                                from,
                                "\r\n :\t/?-_aZ059\u0000\u007f\u00ff".charAt(random.nextInt(17)));
                default -> text.setCharAt(from, (char) random.nextInt(256));
            }
            if (text.isEmpty()) {
                text.append('P');
            }
        }
        return bytes(text.toString());
    }

    private static List<@Nullable Object> parsed(RequestHead head, byte[] request) {
        List<@Nullable Object> parsed = new ArrayList<>();
        parsed.add(head.isPost() ? "POST" : "GET");
        parsed.add(head.target());
        NAMES.forEach(name -> parsed.add(head.header(name)));
        parsed.add(
                new String(request, head.end(), head.contentLength(), StandardCharsets.ISO_8859_1));
        return parsed;
    }

    private static List<@Nullable Object> toldByNetty(byte[] bytes) {
        var channel = new EmbeddedChannel(new HttpRequestDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        List<@Nullable Object> parsed = new ArrayList<>();
        HttpRequest request = channel.readInbound();
        assertThat(request.decoderResult().isSuccess()).isTrue();
        assertThat(request.protocolVersion().text()).isEqualTo("HTTP/1.1");
        parsed.add(request.method().name());
        parsed.add(request.uri());
        NAMES.forEach(name -> parsed.add(request.headers().get(name)));
        var body = new StringBuilder();
        while (true) {
            HttpContent content = channel.readInbound();
            body.append(content.content().toString(StandardCharsets.ISO_8859_1));
            content.release();
            if (content instanceof LastHttpContent) {
                break;
            }
        }
        parsed.add(body.toString());
        channel.finishAndReleaseAll();
        return parsed;
    }
}
