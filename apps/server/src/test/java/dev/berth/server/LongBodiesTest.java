package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies and answers that are read and written by workers.
class LongBodiesTest {
    private static final int WIDTH = 2_000_000;

    /// More than the network takes on its own while no caller reads.
    private static final int LEFT_BYTES = 1 << 20;

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        String shape = "[N, " + WIDTH + "]";
        new SystemBuilder(directory)
                .with(
                        "wide",
                        PackageBuilder.fake(
                                        "inputs: x float32 %1$s\noutputs: y float32 %1$s\nmultiply: 2\n"
                                                .formatted(shape))
                                .batch("N")
                                .input("x", "float32", shape)
                                .output("y", "float32", shape));
        server = TestServer.start(directory, options -> options.withEventLoops(1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String numbers() {
        return "[" + "1,".repeat(WIDTH - 1) + "3]";
    }

    private static String wideInfer() {
        return "{\"id\":\"long\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,"
                + WIDTH
                + "],\"datatype\":\"FP32\",\"data\":"
                + numbers()
                + "}]}";
    }

    @Test
    void infer_longJson_isAnsweredInFull() {
        HttpResponse<String> response = server.post("/v2/models/wide/infer", wideInfer());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = json(response);
        assertThat(answer.path("id").asText()).isEqualTo("long");
        assertThat(answer.at("/outputs/0/data")).hasSize(WIDTH);
        assertThat(answer.at("/outputs/0/data/" + (WIDTH - 1)).asDouble()).isEqualTo(6);
    }

    @Test
    void infer_longBytes_areAnsweredAsBytes() {
        HttpResponse<byte[]> response =
                server.sendForBytes(
                        server.request("/v2/models/wide/infer")
                                .header("Inference-Header-Content-Length", "0")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[4 * WIDTH])));
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void predict_longRecord_isAnsweredInFull() {
        HttpResponse<String> response =
                server.post("/v1/models/wide:predict", "{\"x\":" + numbers() + "}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("berth-model-version")).contains("1");
        assertThat(json(response).path("y")).hasSize(WIDTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/models/wide/infer", "/v1/models/wide:predict"})
    void fault_inALongBody_isTheCallersToMend(String path) {
        HttpResponse<String> response = server.post(path, "{\"x\":" + numbers() + ",\"inputs\":[}");
        assertThat(response.statusCode()).isBetween(400, 422);
        server.assertNothingLeaked();
    }

    @Test
    void message_long_isAnsweredInFull() {
        try (GrpcClient client = GrpcClient.of(server)) {
            ModelInferResponse answer =
                    GRPCInferenceServiceGrpc.newBlockingStub(client.channel())
                            .withMaxInboundMessageSize(64 << 20)
                            .modelInfer(message());
            assertThat(answer.getRawOutputContents(0).size()).isEqualTo(4 * WIDTH);
        }
        server.assertNothingLeaked();
    }

    private static ModelInferRequest message() {
        return ModelInferRequest.newBuilder()
                .setModelName("wide")
                .addInputs(
                        ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("FP32")
                                .addShape(1)
                                .addShape(WIDTH))
                .addRawInputContents(ByteString.copyFrom(new byte[4 * WIDTH]))
                .build();
    }

    private static Socket connect() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.server().port()));
        return socket;
    }

    private static void write(Socket socket, String path, String body) throws IOException {
        String request =
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path, body.length(), body);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void requests_inOneGo_areAnsweredInTheirOrder() throws IOException {
        // Long to read, and soon answered, so that nothing but reading could change the order.
        String padded = infer(1, 2, 3) + " ".repeat(8 << 20);
        try (Socket socket = connect()) {
            write(socket, "/v2/models/fake/infer", padded);
            write(socket, "/v2/models/fake/infer", infer(5, 6, 7));
            var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(data(lines)).contains("[2.0,4.0,6.0]");
            assertThat(data(lines)).contains("[10.0,12.0,14.0]");
        }
    }

    private static String data(BufferedReader lines) throws IOException {
        int length = 0;
        String line = lines.readLine();
        while (!line.isEmpty()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
            line = lines.readLine();
        }
        var body = new char[length];
        for (int read = 0; read < length; ) {
            read += lines.read(body, read, length - read);
        }
        return new String(body);
    }

    @Test
    void caller_goneWhileItsBodyIsRead_leavesNothing() throws IOException {
        String body = wideInfer();
        for (int i = 0; i < 8; i++) {
            try (Socket socket = connect()) {
                write(socket, "/v2/models/wide/infer", body);
            }
        }
        server.assertNothingLeaked();
    }

    @Test
    void caller_ofALongMessageWhoCancels_leavesNothing() {
        for (int i = 0; i < 4; i++) {
            try (GrpcClient client = GrpcClient.of(server)) {
                ClientCall<ModelInferRequest, ModelInferResponse> call = begin(client);
                Await.until(() -> server.server().bytesUnderWay() > 0);
                call.cancel("enough", null);
            }
            server.assertNothingLeaked();
        }
    }

    /// Sends a long message, and never reads the answer.
    private static ClientCall<ModelInferRequest, ModelInferResponse> begin(GrpcClient client) {
        ClientCall<ModelInferRequest, ModelInferResponse> call =
                client.channel()
                        .newCall(
                                GRPCInferenceServiceGrpc.getModelInferMethod(),
                                CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(message());
        call.halfClose();
        return call;
    }

    @Test
    void answer_thatNobodyTakes_isUnderWayUntilTheConnectionIsGone() throws IOException {
        try (Socket socket = connect()) {
            write(socket, "/v2/models/wide/infer", wideInfer());
            awaitAnswersAlone();
        }
        server.assertNothingLeaked();
    }

    @Test
    void answer_ofACallThatNobodyTakes_isUnderWayUntilItIsCancelled() {
        try (GrpcClient client = GrpcClient.of(server)) {
            ClientCall<ModelInferRequest, ModelInferResponse> call = begin(client);
            awaitAnswersAlone();
            call.cancel("enough", null);
            server.assertNothingLeaked();
        }
    }

    /// Until requests are answered, the scrape that shows it aside, and answers wait.
    private static void awaitAnswersAlone() {
        Await.until(
                () ->
                        server.server().serving().pool().blocksInUse() == 0
                                && server.server().bytesUnderWay() > LEFT_BYTES
                                && server.get("/metrics")
                                        .body()
                                        .contains("berth_requests_in_flight 1.0"));
        assertThat(server.server().bytesUnderWay()).isGreaterThan(LEFT_BYTES);
    }
}
