package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deadlines that pass while a request is with the server: its caller is notified then.
class DeadlineTest {
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

    @Test
    void deadline_whileTheBodyArrives_is504ThenAndNothingIsPredicted() throws Exception {
        int runs = server.fake().runs().size();
        for (String path : new String[] {"/v2/models/fake/infer", "/v1/models/fake:predict"}) {
            try (Socket socket = connect()) {
                send(
                        socket,
                        "POST "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nBerth-Timeout-Millis: 50\r\n"
                                + "Content-Length: 100\r\n\r\n{\"x\"");

                assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 504 Gateway Timeout");
            }
        }
        assertThat(server.fake().runs()).hasSize(runs);
    }

    @Test
    void deadline_ofABodyThatArrivesInTime_isNoTimer() throws Exception {
        HttpResponse<String> answer =
                server.post(
                        "/v2/models/fake/infer", infer(1, 2, 3), "Berth-Timeout-Millis", "60000");

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void deadline_ofThePackage_is504ThenAndTheRunIsTerminated() {
        new SystemBuilder(directory)
                .with("brief", TestServer.fakePackage(2).with("limits: {timeout: 500ms}"));
        server.server().serving().refresh().join();
        long executions = executions();
        server.fake().runGate().shut();

        HttpResponse<String> late = server.post("/v2/models/brief/infer", infer(1, 2, 3));

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("deadline-exceeded").contains("within 500 ms");
        Await.until(() -> server.fake().terminations() == 1);
        assertThat(executions()).isEqualTo(executions);
        assertThat(server.get("/metrics").body())
                .doesNotContain("berth_request_failures_total{code=\"inference-failed\"");
    }

    private long executions() {
        return server.server()
                .serving()
                .statistics(ModelReference.of("brief", "1"))
                .executionCount();
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.setSoTimeout((int) Await.TIMEOUT.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String firstLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int b = socket.getInputStream().read();
                b >= 0 && b != '\r';
                b = socket.getInputStream().read()) {
            line.append((char) b);
        }
        return line.toString();
    }
}
