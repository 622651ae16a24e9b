package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.RealTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP/1.1 requests on the fast path, beside those that are not. The first of a connection is
/// Vert.x's in any case.
class FastPathRequestsTest {
    private static final String FIRST = request("GET", "/v2/health/live", "");

    @TempDir Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String request(String method, String path, String headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    private static String infer(double first, String headers) {
        String body = TestServer.infer(first, 2, 3);
        return request(
                        "POST",
                        "/v2/models/fake/infer",
                        headers + "Content-Length: " + body.length() + "\r\n")
                + body;
    }

    private static String inferInChunks() {
        String body = TestServer.infer(5, 2, 3);
        return request("POST", "/v2/models/fake/infer", "Transfer-Encoding: chunked\r\n")
                + "%x\r\n%s\r\n0\r\n\r\n".formatted(body.length(), body);
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        socket.setTcpNoDelay(true);
        write(socket, FIRST);
        readUntil(socket, "\r\n\r\n{\"live\":true}");
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        var answer = new StringBuilder();
        while (answer.indexOf(end) < 0) {
            int read = socket.getInputStream().read();
            assertThat(read).as("behind " + answer).isNotNegative();
            answer.append((char) read);
        }
        return answer.toString();
    }

    @Test
    void request_cutAnywhere_isAnswered() throws Exception {
        String request = infer(5, "X-Note: some words\r\n");
        try (Socket socket = connect()) {
            for (int cut = 1; cut < request.length(); cut++) {
                write(socket, request.substring(0, cut));
                // So that the pieces come apart; together they are read as well.
                RealTime.pass(Duration.ofMillis(2));
                write(socket, request.substring(cut));
                assertThat(readUntil(socket, "[10.0,4.0,6.0]}]}"))
                        .as("cut at %d", cut)
                        .startsWith("HTTP/1.1 200 OK\r\n");
            }
        }
    }

    /// Wholly and in pieces of any size, so that whatever may come stands behind whatever may wait.
    @Test
    void requests_ofAllKindsInAnyOrder_areAnsweredInTheirOrder() throws Exception {
        List<String> kinds =
                List.of(
                        infer(5, ""),
                        infer(5, ""),
                        infer(5, "Berth-Timeout-Millis: 20000\r\n"),
                        infer(5, "").replace("shape", "shade"),
                        infer(666, ""),
                        inferInChunks(),
                        infer(5, "X-Note: a\tb\r\n"),
                        request("GET", "/v2/models/none", ""),
                        request("GET", "/v2", ""),
                        request("HEAD", "/openapi.json", ""),
                        request("OPTIONS", "/v2", ""),
                        request("GET", "/openapi.json", ""));
        List<String> statuses =
                List.of(
                        "200", "200", "200", "400", "500", "200", "200", "404", "200", "200", "405",
                        "200");
        var random = new Random(20261129);
        for (int round = 0; round < 20; round++) {
            var sent = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int kind = random.nextInt(kinds.size());
                sent.append(kinds.get(kind));
                expected.add(statuses.get(kind));
            }
            sent.append(infer(7, "Connection: close\r\n"));
            expected.add("200");
            try (Socket socket = connect()) {
                for (int from = 0; from < sent.length(); ) {
                    int to =
                            round < 2
                                    ? sent.length()
                                    : Math.min(sent.length(), from + 1 + random.nextInt(2000));
                    write(socket, sent.substring(from, to));
                    from = to;
                }
                String answers =
                        new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(Pattern.compile("HTTP/1.1 (\\d+)").matcher(answers).results())
                        .map(status -> status.group(1))
                        .containsExactlyElementsOf(expected);
            }
        }
    }

    /// What it had sent behind that waits for the answer, and is forgotten.
    @Test
    void caller_whoHangsUp_isNotPredictedFor() throws Exception {
        int before = server.fake().runs().size();
        server.fake().runGate().shut();
        try (Socket running = connect()) {
            write(running, infer(1, ""));
            server.fake().runGate().awaitWaiting(1);
            try (Socket waiting = connect()) {
                write(waiting, infer(2, "").repeat(3));
                Await.until(() -> queuedRows() == 1);
            }
            Await.until(() -> queuedRows() == 0);
            server.fake().runGate().open();
            readUntil(running, "[2.0,4.0,6.0]}]}");
        }
        assertThat(server.fake().runs()).hasSize(before + 1);
        server.assertNothingLeaked();
    }

    private int queuedRows() {
        return server.server().serving().statistics(ModelReference.of("fake", "2")).queuedRows();
    }
}
