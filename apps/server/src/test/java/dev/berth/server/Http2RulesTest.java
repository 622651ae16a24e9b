package dev.berth.server;

import static dev.berth.server.RawHttp2.DATA;
import static dev.berth.server.RawHttp2.END_HEADERS;
import static dev.berth.server.RawHttp2.END_STREAM;
import static dev.berth.server.RawHttp2.END_STREAM_AND_HEADERS;
import static dev.berth.server.RawHttp2.HEADERS;
import static dev.berth.server.RawHttp2.PROTOCOL_ERROR;
import static dev.berth.server.RawHttp2.RST_STREAM;
import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.RawHttp2.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules of RFC 9113 for the heads of requests and their lengths: what breaks it is refused alone,
/// and the connection continues.
class Http2RulesTest {
    private static final String INFER = "/v2/models/fake/infer";

    @TempDir static Path directory;

    private static TestServer server;

    private RawHttp2 client;

    @BeforeAll
    static void start() {
        server = TestServer.start(directory);
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
        int stream = client.nextStream();
        client.send(HEADERS, END_HEADERS, stream, head(":authority", "localhost"));
        client.send(DATA, END_STREAM, stream, infer(1, 2, 3));
        assertThat(client.answer(stream).status()).isEqualTo("200");
        client.close();
        server.assertNothingLeaked();
    }

    private static byte[] head(String... more) {
        List<String> all =
                new ArrayList<>(List.of(":method", "POST", ":scheme", "http", ":path", INFER));
        all.addAll(List.of(more));
        return RawHttp2.block(all.toArray(String[]::new));
    }

    @Test
    void request_thatNamesNoServer_isRefused() throws Exception {
        int stream = client.nextStream();
        client.send(HEADERS, END_HEADERS, stream, head());
        client.send(DATA, END_STREAM, stream, infer(1, 2, 3));
        Answer answer = client.answer(stream);
        assertThat(answer.status()).isEqualTo("400");
        assertThat(answer.body()).contains("request-malformed: a request without :authority");
    }

    @Test
    void request_thatNamesItsServerInHostAlone_isAnswered() throws Exception {
        int stream = client.nextStream();
        client.send(HEADERS, END_HEADERS, stream, head("host", "localhost"));
        client.send(DATA, END_STREAM, stream, infer(1, 2, 3));
        assertThat(client.answer(stream).status()).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource({
        "host, other",
        "connection, keep-alive",
        "connection, close",
        "keep-alive, timeout=5",
        "proxy-connection, keep-alive",
        "transfer-encoding, chunked",
        "upgrade, h2c",
        "te, gzip",
        "te, 'trailers, gzip'",
    })
    void header_ofOneConnection_isAProtocolErrorOfItsStream(String name, String value)
            throws Exception {
        int stream = client.nextStream();
        client.send(HEADERS, END_HEADERS, stream, head(":authority", "localhost", name, value));
        requireProtocolError(stream);
    }

    @Test
    void header_teOfTrailers_isAllowed() throws Exception {
        int stream = client.nextStream();
        client.send(
                HEADERS, END_HEADERS, stream, head(":authority", "localhost", "te", "trailers"));
        client.send(DATA, END_STREAM, stream, infer(1, 2, 3));
        assertThat(client.answer(stream).status()).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 5})
    void length_otherThanTheData_isAProtocolErrorOfItsStream(int more) throws Exception {
        int stream = client.nextStream();
        String body = infer(1, 2, 3);
        client.send(
                HEADERS,
                END_HEADERS,
                stream,
                head(
                        ":authority",
                        "localhost",
                        "content-length",
                        Integer.toString(body.length() + more)));
        client.send(DATA, END_STREAM, stream, body);
        requireProtocolError(stream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5, 5", "-1", "many"})
    void length_thatIsNone_isAProtocolErrorOfItsStream(String length) throws Exception {
        int stream = client.nextStream();
        client.send(
                HEADERS,
                END_STREAM_AND_HEADERS,
                stream,
                head(":authority", "localhost", "content-length", length));
        requireProtocolError(stream);
    }

    private void requireProtocolError(int stream) throws Exception {
        assertThat(client.next(stream, RST_STREAM).payload().getInt()).isEqualTo(PROTOCOL_ERROR);
    }
}
