package dev.berth.verification.restarts;

import com.google.protobuf.ByteString;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.ModelInferRequest;
import dev.berth.testkit.Await;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Client with grpc-java and a channel per server.
final class GrpcCaller implements Caller {
    private final Balancer balancer;
    private final Map<Replica, ManagedChannel> channels = new ConcurrentHashMap<>();
    private final ModelInferRequest request =
            ModelInferRequest.newBuilder()
                    .setModelName(Restarts.MODEL)
                    .addInputs(
                            ModelInferRequest.InferInputTensor.newBuilder()
                                    .setName("x")
                                    .setDatatype("FP32")
                                    .addShape(1)
                                    .addShape(1))
                    .addRawInputContents(
                            ByteString.copyFrom(
                                    ByteBuffer.allocate(Float.BYTES)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .putFloat(0, 1)))
                    .build();

    GrpcCaller(Balancer balancer) {
        this.balancer = balancer;
    }

    @Override
    public void call() {
        ManagedChannel channel =
                channels.computeIfAbsent(
                        balancer.choose(),
                        replica ->
                                ManagedChannelBuilder.forTarget(replica.address())
                                        .usePlaintext()
                                        .disableRetry()
                                        .build());
        // Otherwise an unsent call fails because a connection could not be made just before.
        var _ =
                GRPCInferenceServiceGrpc.newBlockingStub(channel)
                        .withWaitForReady()
                        .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                        .modelInfer(request);
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
