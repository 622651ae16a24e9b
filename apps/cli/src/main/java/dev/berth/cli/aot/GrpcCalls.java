package dev.berth.cli.aot;

import com.google.protobuf.ByteString;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Minimal gRPC client over Vert.x's HTTP/2 client without TLS: a message is a POST whose body
/// begins with a byte 0 (not compressed) and four bytes of length.
///
/// It ignores trailers, and with them gRPC's status; a failed call has no message.
final class GrpcCalls implements AutoCloseable {
    private static final String METHOD = "/inference.GRPCInferenceService/ModelInfer";
    private static final int PREFIX_BYTES = 5;
    private static final int FLOATS = 16;

    private final URI address;
    private final Duration answerMax;
    private final Vertx vertx;
    private final Context context;
    private final HttpClientAgent client;

    private GrpcCalls(URI address, Duration answerMax) {
        this.address = address;
        this.answerMax = answerMax;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        this.context = vertx.getOrCreateContext();
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false));
    }

    /// Creates a client that connects at its first call.
    static GrpcCalls to(URI address, Duration answerMax) {
        return new GrpcCalls(address, answerMax);
    }

    /// Sends one prediction with raw contents.
    void infer(String model) throws IOException, InterruptedException {
        byte[] message = request(model).toByteArray();
        byte[] body =
                ByteBuffer.allocate(PREFIX_BYTES + message.length)
                        .put((byte) 0)
                        .putInt(message.length)
                        .put(message)
                        .array();
        byte[] answer = answer(body);
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

    private byte[] answer(byte[] body) throws IOException, InterruptedException {
        RequestOptions call =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(address.resolve(METHOD).toString())
                        .putHeader("content-type", "application/grpc")
                        .putHeader("te", "trailers");
        var answered = new CompletableFuture<Buffer>();
        // Another thread may be notified of a response after its body has passed.
        context.runOnContext(
                begun ->
                        client.request(call)
                                .compose(request -> request.send(Buffer.buffer(body)))
                                .compose(HttpClientResponse::body)
                                .onSuccess(answered::complete)
                                .onFailure(answered::completeExceptionally));
        try {
            return answered.get(answerMax.toMillis(), TimeUnit.MILLISECONDS).getBytes();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a gRPC call to " + address + " failed", e);
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
        var _ = client.close().eventually(vertx::close);
    }
}
