package dev.berth.fuzzing;

import dev.berth.proto.ModelInferRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Messages to each of the server's gRPC methods: answered, or refused as the caller's fault. The
/// first byte chooses the method.
final class GrpcMessages implements Target {
    private static final String OIP = "/inference.GRPCInferenceService/";
    private static final List<String> METHODS =
            List.of(
                    OIP + "ModelInfer",
                    OIP + "ModelStreamInfer",
                    OIP + "ModelMetadata",
                    OIP + "ModelConfig",
                    OIP + "ModelStatistics",
                    OIP + "ModelReady",
                    OIP + "RepositoryIndex",
                    "/grpc.health.v1.Health/Check",
                    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");

    /// `UNKNOWN`, `INTERNAL` and `DATA_LOSS`: the server's fault.
    private static final List<String> FAILURES = List.of("2", "13", "15");

    private static final String CANCELLED = "1";

    /// Source: RFC 9113, section 7.
    private static final long HTTP2_CANCEL = 8;

    /// The client's HTTP/2 gives a connection up on which two hundred streams were reset within
    /// half a minute.
    private static final int CALLS_PER_CONNECTION = 100;

    private static final int PATIENCE_SECONDS = 20;

    private final FuzzedServer server = new FuzzedServer();
    private final Vertx vertx = Vertx.vertx();
    private HttpClient client = connect();
    private int calls;

    private HttpClient connect() {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false));
    }

    /// A prediction of the tiny model.
    static ModelInferRequest tiny() {
        ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName("tiny");
        var input = message.addInputsBuilder().setName("x").setDatatype("FP32");
        input.addShape(1).addShape(16);
        for (int i = 0; i < 16; i++) {
            input.getContentsBuilder().addFp32Contents(i);
        }
        return message.build();
    }

    @Override
    public List<byte[]> seeds() {
        byte[] named = {10, 4, 't', 'i', 'n', 'y'};
        return List.of(
                Bytes.join(new byte[] {0}, tiny().toByteArray()),
                Bytes.join(new byte[] {1}, tiny().toByteArray()),
                Bytes.join(new byte[] {2}, named),
                Bytes.join(new byte[] {4}, named),
                Bytes.join(new byte[] {8}, new byte[] {58, 0}));
    }

    @Override
    public void accept(byte[] bytes)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        if (bytes.length == 0) {
            return;
        }
        if (++calls % CALLS_PER_CONNECTION == 0) {
            client.close().toCompletionStage().toCompletableFuture().join();
            client = connect();
        }
        Buffer message =
                Buffer.buffer()
                        .appendByte((byte) 0)
                        .appendInt(bytes.length - 1)
                        .appendBytes(bytes, 1, bytes.length - 1);
        String method = METHODS.get(Byte.toUnsignedInt(bytes[0]) % METHODS.size());
        String status =
                call(method, message)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (FAILURES.contains(status)) {
            throw new AssertionError(method + " ended with status " + status);
        }
        server.requireSound();
    }

    private Future<String> call(String method, Buffer message) {
        var options =
                new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(server.port())
                        .setMethod(HttpMethod.POST)
                        .setURI(method)
                        .putHeader("content-type", "application/grpc")
                        .putHeader("te", "trailers");
        return client.request(options)
                .compose(request -> request.send(message))
                .compose(response -> response.body().map(body -> status(response)))
                .recover(GrpcMessages::ofReset);
    }

    /// A message that cannot be read may end its stream with the HTTP/2 code CANCEL, which gRPC's
    /// clients take for the status of that name.
    private static Future<String> ofReset(Throwable failure) {
        return failure instanceof StreamResetException reset && reset.getCode() == HTTP2_CANCEL
                ? Future.succeededFuture(CANCELLED)
                : Future.failedFuture(failure);
    }

    private static String status(HttpClientResponse response) {
        String inHeaders = response.getHeader("grpc-status");
        String status = inHeaders == null ? response.getTrailer("grpc-status") : inHeaders;
        if (status == null) {
            throw new AssertionError("no status; HTTP says " + response.statusCode());
        }
        return status;
    }

    @Override
    public void close() {
        client.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }
}
