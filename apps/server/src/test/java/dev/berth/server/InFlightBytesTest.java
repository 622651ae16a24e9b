package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.testkit.Await;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server with memory for a few large bodies.
class InFlightBytesTest {
    private static final int BODY_MAX = 1 << 20;
    private static final int UNDER_WAY_MAX = 4 << 20;

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults()
                                                .withBodyBytesMax(BODY_MAX)
                                                .withBytesUnderWayMax(UNDER_WAY_MAX)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// A body of the longest that is taken.
    private static String large() {
        String request = infer(1, 2, 3);
        return request + " ".repeat(BODY_MAX - request.length());
    }

    private static Socket announcing(int bytes) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port());
        socket.getOutputStream()
                .write(
                        ("POST /v2/models/fake/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                        + bytes
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// Callers that announce so much that no further large body finds room.
    private static List<Socket> announceAll() throws IOException {
        List<Socket> open = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            open.add(announcing(BODY_MAX));
            long bytes = (long) i * BODY_MAX;
            Await.until(() -> server.server().bytesUnderWay() == bytes);
        }
        return open;
    }

    private static void closeAll(List<Socket> open) throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        Await.until(() -> server.server().bytesUnderWay() == 0);
    }

    @Test
    void body_thatFindsNoRoom_is503AndSmallOnesAreTaken() throws IOException {
        List<Socket> open = announceAll();
        HttpResponse<String> refused = server.post("/v2/models/fake/infer", large());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(json(refused).path("error").asText())
                .startsWith("in-flight-memory-exceeded: ")
                .contains(Integer.toString(UNDER_WAY_MAX));
        assertThat(server.post("/v2/models/fake/infer", infer(1, 2, 3)).statusCode())
                .isEqualTo(200);
        closeAll(open);
        assertThat(server.post("/v2/models/fake/infer", large()).statusCode()).isEqualTo(200);
        assertThat(server.get("/metrics").body())
                .containsPattern("berth_bodies_rejected_total [1-9]")
                .contains("berth_in_flight_bytes_limit " + (double) UNDER_WAY_MAX)
                .contains("code=\"in-flight-memory-exceeded\"");
    }

    @Test
    void body_inChunks_isRefusedWhenTheyFindNoRoom() throws IOException {
        List<Socket> open = announceAll();
        byte[] body = large().getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> refused =
                server.send(
                        server.request("/v1/models/fake:predict")
                                .POST(
                                        HttpRequest.BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(body))));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(json(refused).path("code").asText()).isEqualTo("in-flight-memory-exceeded");
        closeAll(open);
    }

    @Test
    void body_thatGrowsBeyond_isRefusedWhileItIsDecompressed() throws IOException {
        List<Socket> open = announceAll();
        byte[] compressed = gzip(large().getBytes(StandardCharsets.UTF_8));
        assertThat(compressed.length).isLessThan(64 << 10);
        HttpResponse<String> refused =
                server.send(
                        server.request("/v2/models/fake/infer")
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(compressed)));
        assertThat(refused.statusCode()).isEqualTo(503);
        closeAll(open);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void bodies_manyLargeAtOnce_areAnsweredOrRefusedAndLeaveNothing() {
        String body = large();
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            sent.add(server.sendLater(server.posting("/v2/models/fake/infer", body)));
        }
        List<Integer> statuses =
                sent.stream().map(CompletableFuture::join).map(HttpResponse::statusCode).toList();
        assertThat(statuses).contains(200).isSubsetOf(200, 503);
        server.assertNothingLeaked();
    }

    @Test
    void message_thatFindsNoRoom_isResourceExhausted() throws Exception {
        try (GrpcClient client = GrpcClient.of(server)) {
            List<Socket> open = announceAll();
            StatusRuntimeException refused =
                    catchThrowableOfType(
                            StatusRuntimeException.class,
                            () -> client.stub().modelInfer(message(BODY_MAX - 1024)));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(refused.getStatus().getDescription())
                    .startsWith("in-flight-memory-exceeded: ");
            assertThat(GrpcClient.first(client.stub().modelInfer(GrpcClient.request("a", 1, 2, 3))))
                    .isEqualTo(2f);

            var answers = new Received<ModelStreamInferResponse>();
            var requests =
                    GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
            requests.onNext(message(BODY_MAX - 1024));
            assertThat(answers.end()).contains("RESOURCE_EXHAUSTED");
            closeAll(open);
            ModelInferResponse answer = client.stub().modelInfer(message(BODY_MAX - 1024));
            assertThat(GrpcClient.first(answer)).isEqualTo(2f);
            server.assertNothingLeaked();
        }
    }

    @Test
    void message_compressed_isBoundedAsDecompressed() {
        try (GrpcClient client = GrpcClient.of(server)) {
            ModelInferResponse answer =
                    client.stub().withCompression("gzip").modelInfer(message(BODY_MAX - 1024));
            assertThat(GrpcClient.first(answer)).isEqualTo(2f);
            StatusRuntimeException refused =
                    catchThrowableOfType(
                            StatusRuntimeException.class,
                            () ->
                                    client.stub()
                                            .withCompression("gzip")
                                            .modelInfer(message(8 * BODY_MAX)));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(refused.getStatus().getDescription()).startsWith("body-too-large: ");
        }
        server.assertNothingLeaked();
    }

    /// One row, and another name that makes it as long as this.
    private static ModelInferRequest message(int bytes) {
        return GrpcClient.request("a", 1, 2, 3).toBuilder()
                .putParameters(
                        "comment",
                        InferParameter.newBuilder()
                                .setStringParamBytes(ByteString.copyFrom(new byte[bytes]))
                                .build())
                .build();
    }

    @Test
    void stream_ofLargeMessages_holdsThemUntilTheyAreAnswered() throws Exception {
        try (GrpcClient client = GrpcClient.of(server)) {
            var answers = new Received<ModelStreamInferResponse>();
            var requests =
                    GRPCInferenceServiceGrpc.newStub(client.channel()).modelStreamInfer(answers);
            for (int i = 0; i < 12; i++) {
                requests.onNext(message(BODY_MAX / 2));
                assertThat(answers.next().getErrorMessage()).isEmpty();
            }
            requests.onCompleted();
            assertThat(answers.end()).isEqualTo("completed");
        }
        server.assertNothingLeaked();
    }
}
