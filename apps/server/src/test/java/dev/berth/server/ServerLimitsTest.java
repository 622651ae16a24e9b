package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerLimitsTest {
    private static final int BODY_MAX = 64 << 10;
    private static final Duration ARRIVAL_MAX = Duration.ofMinutes(1);

    @TempDir static Path directory;

    private static ForwardClock clock;
    private static TestServer server;

    @BeforeAll
    static void start() {
        clock = new ForwardClock();
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        TestServer.patient()
                                                .withBodyBytesMax(BODY_MAX)
                                                .withHeaderBytesMax(2048)
                                                .withArrivalTimeout(ARRIVAL_MAX)),
                        clock);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void body_announcedTooLong_is413() {
        HttpResponse<String> response =
                server.post("/v2/models/fake/infer", " ".repeat(BODY_MAX + 1));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(json(response).path("error").asText()).startsWith("body-too-large");
    }

    @Test
    void body_chunkedTooLong_is413() {
        byte[] tooLong = new byte[BODY_MAX * 4];
        HttpResponse<String> response =
                server.send(
                        server.request("/v1/models/fake:predict")
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(tooLong))));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(json(response).path("code").asText()).isEqualTo("body-too-large");
    }

    @Test
    void body_justWithinTheLimit_isTaken() {
        String request = infer(1, 2, 3);
        HttpResponse<String> response =
                server.post(
                        "/v2/models/fake/infer", request + " ".repeat(BODY_MAX - request.length()));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void body_compressed_isTaken(String coding) throws IOException {
        HttpResponse<String> response =
                server.send(
                        server.request("/v2/models/fake/infer")
                                .header("Content-Encoding", coding)
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                compress(
                                                        coding,
                                                        infer(1, 2, 3)
                                                                .getBytes(
                                                                        StandardCharsets.UTF_8)))));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).at("/outputs/0/data/1").asInt()).isEqualTo(4);
    }

    @Test
    void body_thatGrowsTooLong_is413() throws IOException {
        HttpResponse<String> response =
                server.send(
                        server.request("/v2/models/fake/infer")
                                .header("Content-Encoding", "gzip")
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                compress("gzip", new byte[10 << 20]))));
        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void body_notWhatItsCodingSays_is400() {
        HttpResponse<String> response =
                server.post("/v2/models/fake/infer", infer(1, 2, 3), "Content-Encoding", "gzip");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(
                        server.post(
                                        "/v2/models/fake/infer",
                                        infer(1, 2, 3),
                                        "Content-Encoding",
                                        "br")
                                .statusCode())
                .isEqualTo(415);
    }

    private static byte[] compress(String coding, byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                coding.equals("gzip")
                        ? new GZIPOutputStream(bytes)
                        : new DeflaterOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void answer_long_isCompressedWhereTaken() throws IOException {
        HttpResponse<byte[]> response =
                server.sendForBytes(
                        server.request("/openapi.json").header("Accept-Encoding", "gzip").GET());
        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("{\"openapi\"");
        }
        assertThat(server.get("/openapi.json").headers().firstValue("content-encoding")).isEmpty();
        assertThat(
                        server.send(
                                        server.request("/openapi.json")
                                                .header("Accept-Encoding", "gzip;q=0")
                                                .GET())
                                .headers()
                                .firstValue("content-encoding"))
                .isEmpty();
    }

    @Test
    void answer_ofTheProtocol_isCompressedForPredictionsAlone() {
        String rows = "1,2,3,".repeat(200);
        String body =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[200,3],\"datatype\":\"FP32\",\"data\":["
                        + rows.substring(0, rows.length() - 1)
                        + "]}]}";
        HttpResponse<byte[]> prediction =
                server.sendForBytes(
                        server.posting("/v2/models/fake/infer", body, "Accept-Encoding", "gzip"));
        assertThat(prediction.statusCode()).isEqualTo(200);
        assertThat(prediction.headers().firstValue("content-encoding")).contains("gzip");
        HttpResponse<byte[]> statistics =
                server.sendForBytes(
                        server.request("/v2/models/stats")
                                .header("Accept-Encoding", "gzip, deflate")
                                .GET());
        assertThat(statistics.body()).hasSizeGreaterThan(1400);
        assertThat(statistics.headers().firstValue("content-encoding")).isEmpty();
    }

    @Test
    void headers_tooLong_are431() throws IOException {
        assertThat(
                        raw(
                                "GET /v2 HTTP/1.1\r\nHost: localhost\r\nX: "
                                        + "y".repeat(4000)
                                        + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void requestLine_tooLong_is414() throws IOException {
        assertThat(raw("GET /" + "y".repeat(8000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .matches("(?s)HTTP/1\\.[01] 414.*");
    }

    @Test
    void notHttp_is400() throws IOException {
        assertThat(raw("this is not HTTP\r\n\r\n")).matches("(?s)HTTP/1\\.[01] 400.*");
    }

    @Test
    void body_thatNeverComes_isCutOff() throws IOException {
        try (var client = new Http1Client(server.server().port())) {
            client.send(
                    "POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
            Await.until(
                    () -> {
                        clock.advance(ARRIVAL_MAX);
                        return client.isEnded();
                    });
        }
    }

    @Test
    void expectContinue_isAnswered() throws IOException {
        String body = infer(1, 2, 3);
        assertThat(
                        raw(
                                "POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nConnection: close\r\n"
                                        + "Content-Length: "
                                        + body.length()
                                        + "\r\n\r\n"
                                        + body))
                .startsWith("HTTP/1.1 100 Continue")
                .contains("HTTP/1.1 200 OK");
    }

    /// Sends this and reads until the server closes.
    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
