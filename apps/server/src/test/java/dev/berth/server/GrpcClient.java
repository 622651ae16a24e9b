package dev.berth.server;

import com.google.protobuf.ByteString;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.testkit.Await;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/// A client's side: a channel to the server, and messages to its model `fake`.
final class GrpcClient implements AutoCloseable {
    private final ManagedChannel channel;

    private GrpcClient(ManagedChannel channel) {
        this.channel = channel;
    }

    static GrpcClient of(TestServer server) {
        return at(server.server().port());
    }

    static GrpcClient at(int port) {
        return new GrpcClient(
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }

    ManagedChannel channel() {
        return channel;
    }

    GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    static ModelInferRequest request(String id, float... numbers) {
        ByteBuffer raw = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            raw.putFloat(number);
        }
        return ModelInferRequest.newBuilder()
                .setModelName("fake")
                .setId(id)
                .addInputs(
                        ModelInferRequest.InferInputTensor.newBuilder()
                                .setName("x")
                                .setDatatype("FP32")
                                .addShape(numbers.length / 3)
                                .addShape(3))
                .addRawInputContents(ByteString.copyFrom(raw.array()))
                .build();
    }

    static float first(ModelInferResponse response) {
        return response.getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
