package dev.berth.benchmarks.floor;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Handler of the gRPC baseline: parses `ModelInfer` with the generated classes and returns its
/// first three numbers as raw contents.
final class GrpcFloor {
    private static final ServiceMethod<ModelInferRequest, ModelInferResponse> MODEL_INFER =
            ServiceMethod.server(
                    ServiceName.create("inference", "GRPCInferenceService"),
                    "ModelInfer",
                    GrpcMessageEncoder.encoder(),
                    GrpcMessageDecoder.decoder(ModelInferRequest.getDefaultInstance()));

    private GrpcFloor() {}

    static Handler<HttpServerRequest> open(Vertx vertx) {
        var options = new GrpcServerOptions();
        for (GrpcProtocol protocol : GrpcProtocol.values()) {
            if (protocol != GrpcProtocol.HTTP_2) {
                options.removeEnabledProtocol(protocol);
            }
        }
        GrpcServer server = GrpcServer.server(vertx, options);
        server.callHandler(
                MODEL_INFER, call -> call.handler(message -> call.response().end(answer(message))));
        return server;
    }

    private static ModelInferResponse answer(ModelInferRequest request) {
        ByteBuffer content =
                request.getRawInputContents(0)
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN);
        var numbers = new float[TinyMlp.INPUTS];
        content.asFloatBuffer().get(numbers);
        return ModelInferResponse.newBuilder()
                .setModelName(request.getModelName())
                .setModelVersion("1")
                .addOutputs(
                        ModelInferResponse.InferOutputTensor.newBuilder()
                                .setName("y")
                                .setDatatype("FP32")
                                .addShape(1)
                                .addShape(TinyMlp.OUTPUTS))
                .addRawOutputContents(raw(numbers))
                .build();
    }

    private static ByteString raw(float[] numbers) {
        ByteBuffer raw =
                ByteBuffer.allocate(Float.BYTES * TinyMlp.OUTPUTS).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(numbers, 0, TinyMlp.OUTPUTS);
        return UnsafeByteOperations.unsafeWrap(raw);
    }
}
