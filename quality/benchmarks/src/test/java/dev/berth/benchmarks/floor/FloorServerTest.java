package dev.berth.benchmarks.floor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.berth.benchmarks.process.AnswerBuffer;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests of the baselines' responses: the first three numbers sent, in Berth's format.
final class FloorServerTest {
    private static final String PATH = "/v2/models/tiny/infer";

    @Test
    void json_tinyBody_answersItsFirstThreeNumbers() throws IOException {
        assertThat(
                        call(
                                Floor.JSON,
                                List.of("Content-Type: application/json"),
                                TinyMlp.BODY.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(answer("0.417022,0.720324,0.114374"));
    }

    @Test
    void binary_floatsBehindJson_answersTheFirstThreeInJson() throws IOException {
        float[] numbers = TinyMlp.numbers(TinyMlp.INPUTS);
        List<String> headers =
                List.of(
                        "Inference-Header-Content-Length: "
                                + TinyMlp.binaryHeadLength(TinyMlp.INPUTS));
        assertThat(call(Floor.BINARY, headers, TinyMlp.binaryBody(TinyMlp.INPUTS)))
                .isEqualTo(answer(numbers[0] + "," + numbers[1] + "," + numbers[2]));
    }

    @Test
    void grpc_rawContents_answersTheFirstThreeAsRawContents() throws Exception {
        int port = freePort();
        Vertx server = FloorServer.open(Floor.GRPC, port);
        try {
            ModelInferResponse response = call(server, port);
            assertThat(response.getModelName()).isEqualTo("tiny");
            assertThat(response.getOutputs(0).getShapeList()).containsExactly(1L, 3L);
            ByteBuffer raw = response.getRawOutputContents(0).asReadOnlyByteBuffer();
            assertThat(raw.remaining()).isEqualTo(12);
            assertThat(raw.order(ByteOrder.LITTLE_ENDIAN).getFloat(4)).isEqualTo(0.5f);
        } finally {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static ModelInferResponse call(Vertx vertx, int port) throws Exception {
        ByteBuffer raw =
                ByteBuffer.allocate(4 * TinyMlp.INPUTS)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(4, 0.5f);
        byte[] message =
                ModelInferRequest.newBuilder()
                        .setModelName("tiny")
                        .addRawInputContents(ByteString.copyFrom(raw))
                        .build()
                        .toByteArray();
        Buffer framed = Buffer.buffer().appendByte((byte) 0).appendInt(message.length);
        var client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false));
        Buffer answer =
                Await.result(
                        client.request(
                                        HttpMethod.POST,
                                        port,
                                        "127.0.0.1",
                                        "/inference.GRPCInferenceService/ModelInfer")
                                .compose(
                                        request ->
                                                request.putHeader(
                                                                "content-type", "application/grpc")
                                                        .putHeader("te", "trailers")
                                                        .send(framed.appendBytes(message)))
                                .compose(response -> response.body())
                                .toCompletionStage()
                                .toCompletableFuture());
        return ModelInferResponse.parseFrom(answer.getBytes(5, answer.length()));
    }

    private static String answer(String numbers) {
        return "{\"model_name\":\"tiny\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"y\","
                + "\"datatype\":\"FP32\",\"shape\":[1,3],\"data\":["
                + numbers
                + "]}]}";
    }

    private static String call(Floor floor, List<String> headers, byte[] body) throws IOException {
        int port = freePort();
        Vertx server = FloorServer.open(floor, port);
        try (PlainConnection connection =
                PlainConnection.open(URI.create("http://127.0.0.1:" + port), Await.TIMEOUT)) {
            byte[] request = PlainConnection.post(PATH, headers, body);
            AnswerBuffer.Answer first = connection.call(request);
            assertThat(connection.call(request)).isEqualTo(first);
            assertThat(first.isSuccess()).isTrue();
            assertThat(first.hasHeader("content-type")).isTrue();
            assertThat(first.hasHeader("retry-after")).isFalse();
            return first.body();
        } finally {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
