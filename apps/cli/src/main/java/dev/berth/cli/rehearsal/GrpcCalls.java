package dev.berth.cli.rehearsal;

import com.google.protobuf.ByteString;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/// Calls by gRPC through the JDK's own client, which speaks HTTP/2: a message is a POST whose body
/// begins with a byte 0 (not compressed) and four bytes of length.
///
/// It lets go of trailers, and with them of gRPC's status; a call that failed has no message.
final class GrpcCalls implements AutoCloseable {
    private static final String METHOD = "/inference.GRPCInferenceService/ModelInfer";
    private static final int PREFIX_BYTES = 5;
    private static final int FLOATS = 16;

    private final URI address;
    private final Duration answerMax;
    private final HttpClient client;

    private GrpcCalls(URI address, Duration answerMax, HttpClient client) {
        this.address = address;
        this.answerMax = answerMax;
        this.client = client;
    }

    /// Connects; the first request asks for the change from HTTP/1.1 to HTTP/2.
    static GrpcCalls to(URI address, Duration answerMax) throws IOException, InterruptedException {
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest live =
                HttpRequest.newBuilder(address.resolve("/v2/health/live"))
                        .timeout(answerMax)
                        .build();
        HttpResponse<Void> answer = client.send(live, BodyHandlers.discarding());
        if (answer.version() != HttpClient.Version.HTTP_2) {
            throw new IOException(address + " does not speak HTTP/2");
        }
        return new GrpcCalls(address, answerMax, client);
    }

    /// One prediction with raw contents.
    void infer(String model) throws IOException, InterruptedException {
        byte[] message = request(model).toByteArray();
        byte[] body =
                ByteBuffer.allocate(PREFIX_BYTES + message.length)
                        .put((byte) 0)
                        .putInt(message.length)
                        .put(message)
                        .array();
        HttpRequest request =
                HttpRequest.newBuilder(address.resolve(METHOD))
                        .header("Content-Type", "application/grpc")
                        .header("TE", "trailers")
                        .timeout(answerMax)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
        byte[] answer = client.send(request, BodyHandlers.ofByteArray()).body();
        if (answer.length < PREFIX_BYTES) {
            throw new IOException("a gRPC call was not answered");
        }
        var response =
                ModelInferResponse.parseFrom(
                        ByteString.copyFrom(answer, PREFIX_BYTES, answer.length - PREFIX_BYTES));
        if (response.getOutputsCount() == 0) {
            throw new IOException("a gRPC call was answered without outputs");
        }
    }

    private static ModelInferRequest request(String model) {
        ByteBuffer floats =
                ByteBuffer.allocate(FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < FLOATS; i++) {
            floats.putFloat(i / 4f);
        }
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(
                        ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("FP32")
                                .addShape(1)
                                .addShape(FLOATS))
                .addRawInputContents(ByteString.copyFrom(floats.flip()))
                .build();
    }

    @Override
    public void close() {
        client.close();
    }
}
