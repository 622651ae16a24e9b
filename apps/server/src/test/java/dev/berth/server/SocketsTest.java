package dev.berth.server;

import static dev.berth.server.StatefulModel.body;
import static dev.berth.server.StatefulModel.first;
import static dev.berth.server.StatefulModel.further;
import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testkit.Await;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// WebSockets of models.
class SocketsTest {
    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        StatefulModel.write(directory, "");
        server = TestServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingLeaks() {
        server.fake().runGate().open();
        Await.until(
                "sockets are closed",
                () -> server.get("/metrics").body().contains("berth_web_sockets_open 0"));
        server.assertNothingLeaked();
    }

    private static String data(String answer) {
        assertThat(answer).contains("\"data\":");
        return answer.substring(answer.indexOf("\"data\":"));
    }

    @Test
    void socket_messages_areAnsweredInTheirOrder_failuresAmongThem() throws Exception {
        try (SocketClient client = SocketClient.open(server, "/v2/models/fake/stream")) {
            client.send(infer(1, 2, 3));
            client.send("{\"inputs\":[");
            client.send(infer(4, 5, 6));
            client.send("{\"id\":\"d\"," + infer(7, 8, 9).substring(1));

            assertThat(client.next()).contains("\"data\":[2.0,4.0,6.0]");
            assertThat(client.next())
                    .contains("\"code\":\"request-malformed\"", "\"status\":400", "\"error\":");
            assertThat(client.next()).contains("\"data\":[8.0,10.0,12.0]");
            assertThat(client.next()).contains("\"id\":\"d\"", "\"data\":[14.0,16.0,18.0]");
        }
    }

    @Test
    void socket_ofAStatefulModel_isOneSession() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String parameters = i == 0 ? first("alone") : further("alone");
            expected.add(data(server.post("/v2/models/gru/infer", body(parameters, i)).body()));
        }
        try (SocketClient one = SocketClient.open(server, "/v2/models/gru/stream");
                SocketClient two = SocketClient.open(server, "/v2/models/gru/versions/1/stream")) {
            for (int i = 0; i < 5; i++) {
                one.send(body("", i));
                two.send(body("", i));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(data(one.next())).isEqualTo(expected.get(i));
                assertThat(data(two.next())).isEqualTo(expected.get(i));
            }
            one.send(body(further("alone"), 5));
            assertThat(data(one.next())).isNotEqualTo(expected.getLast());
            assertThat(server.get("/metrics").body())
                    .contains("berth_sessions_open{model=\"gru\"} 3");
            assertThat(server.get("/metrics").body()).contains("berth_web_sockets_open 2");
        }
        Await.until(
                "their sessions are ended",
                () ->
                        server.get("/metrics")
                                .body()
                                .contains("berth_sessions_open{model=\"gru\"} 1"));
        var _ =
                server.post(
                        "/v2/models/gru/infer",
                        body(further("alone") + ",\"sequence_end\":true", 1));
    }

    @Test
    void socket_firstMessageFails_theNextBeginsTheSession() throws Exception {
        try (SocketClient client = SocketClient.open(server, "/v2/models/gru/stream")) {
            client.send("{}");
            client.send(body("", 1));
            client.send(body("", 1));

            assertThat(client.next()).contains("request-malformed");
            String second = data(client.next());
            assertThat(data(client.next())).isNotEqualTo(second);
        }
    }

    @Test
    void socket_binaryMessage_hasTensorsBehindItsJson() throws Exception {
        String json =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":12}}],"
                        + "\"parameters\":{\"binary_data_output\":true}}";
        byte[] head = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message =
                ByteBuffer.allocate(4 + head.length + 12).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(head.length).put(head).putFloat(1).putFloat(2).putFloat(3).flip();
        try (SocketClient client = SocketClient.open(server, "/v2/models/fake/stream")) {
            client.send(message);

            assertThat(client.next()).startsWith("binary");
            ByteBuffer answer = client.binary.order(ByteOrder.LITTLE_ENDIAN);
            int jsonLength = answer.getInt(0);
            assertThat(answer.getFloat(4 + jsonLength)).isEqualTo(2f);
            client.send(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(client.next()).contains("a binary message of 2 bytes (expected: 4 bytes");
            client.send(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, '{'}));
            assertThat(client.next()).contains("\"error\":");
        }
    }

    @Test
    void socket_moreMessagesThanInFlight_areReadAsAnswersAreTaken() throws Exception {
        try (SocketClient client = SocketClient.open(server, "/v2/models/fake/stream")) {
            client.send(infer(0, 0, 0));
            assertThat(client.next()).contains("\"data\"");
            server.fake().runGate().shut();
            client.sendAllLater(IntStream.range(0, 200).mapToObj(i -> infer(i, 0, 0)).toList());
            server.fake().runGate().awaitWaiting(1);
            assertThat(server.queuedRows()).isLessThanOrEqualTo(16);
            server.fake().runGate().open();
            for (int i = 0; i < 200; i++) {
                assertThat(client.next()).contains("\"data\":[" + 2.0 * i + ",");
            }
        }
    }

    @Test
    void socket_closedWhilePredicting_cancels() {
        server.fake().runGate().shut();
        try (SocketClient client = SocketClient.open(server, "/v2/models/fake/stream")) {
            client.send(infer(1, 2, 3));
            server.fake().runGate().awaitWaiting(1);
        }
        Await.until(
                "it is closed",
                () -> server.get("/metrics").body().contains("berth_web_sockets_open 0"));
        server.fake().runGate().open();
    }

    @Test
    void socket_messageThatIsTooLarge_closesIt() throws Exception {
        try (SocketClient client = SocketClient.open(server, "/v2/models/fake/stream")) {
            client.sendAllLater(List.of("x".repeat((1 << 20) + 1)));

            assertThat(client.next()).matches("closed 1009|broken .*");
        }
    }

    @Test
    void open_whatIsNotThere_isRefused() {
        assertThatThrownBy(() -> SocketClient.open(server, "/v2/models/absent/stream"))
                .hasStackTraceContaining("404");
        assertThat(server.get("/v2/models/fake/stream").statusCode()).isEqualTo(400);
        assertThat(server.get("/v2/models/fake/stream").body())
                .contains("opens no WebSocket (expected: GET over HTTP/1.1 with Upgrade");
        assertThat(server.sendByHttp2(server.request("/v2/models/fake/stream")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void open_fromAPageOfAnotherSite_isRefused() {
        assertThatThrownBy(
                        () ->
                                SocketClient.open(
                                        server,
                                        "/v2/models/fake/stream",
                                        "Origin",
                                        "https://evil.example"))
                .hasStackTraceContaining("403");
    }

    @Test
    void socket_closeByTheClient_isAnswered() throws Exception {
        try (SocketClient client = SocketClient.open(server, "/v2/models/fake/stream")) {
            client.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();

            assertThat(client.next()).isEqualTo("closed 1000");
        }
    }
}
