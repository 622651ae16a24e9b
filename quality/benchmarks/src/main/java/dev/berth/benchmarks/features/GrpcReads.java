package dev.berth.benchmarks.features;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.proto.feast.serving.FeatureList;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse;
import dev.berth.proto.feast.serving.ServingServiceGrpc;
import dev.berth.proto.feast.types.RepeatedValue;
import dev.berth.proto.feast.types.Value;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Reads over gRPC in Feast's form, by gRPC's own client; otherwise as [ServedReads].
final class GrpcReads implements ServedReads.Caller {
    private static final int ANSWER_BYTES_MAX = 64 << 20;

    private final ManagedChannel channel;
    private final ServingServiceGrpc.ServingServiceBlockingStub stub;
    private final List<GetOnlineFeaturesRequest> requests = new ArrayList<>();

    GrpcReads(URI server, OnlineSystem system, int entities) {
        this.channel =
                NettyChannelBuilder.forAddress(server.getHost(), server.getPort())
                        .usePlaintext()
                        .maxInboundMessageSize(ANSWER_BYTES_MAX)
                        .build();
        this.stub = ServingServiceGrpc.newBlockingStub(channel);
        var random = new SplittableRandom(ServedReads.SEED);
        for (int i = 0; i < ServedReads.BODIES; i++) {
            requests.add(request(system.entities(random, entities)));
        }
    }

    private static GetOnlineFeaturesRequest request(List<Long> entities) {
        var who = RepeatedValue.newBuilder();
        entities.forEach(each -> who.addVal(Value.newBuilder().setInt64Val(each)));
        return GetOnlineFeaturesRequest.newBuilder()
                .setFeatures(FeatureList.newBuilder().addAllVal(OnlineSystem.feastNames()))
                .putEntities("who", who.build())
                .setFullFeatureNames(true)
                .build();
    }

    @Override
    public void ask(int number) throws IOException {
        GetOnlineFeaturesResponse answer =
                stub.getOnlineFeatures(requests.get(number % requests.size()));
        if (answer.getResultsCount() != OnlineSystem.FEATURES.size() + 1) {
            throw new IOException(answer.getResultsCount() + " columns");
        }
    }

    /// Reads for this long.
    LatencySamples run(int rate, Duration time) throws IOException {
        return ServedReads.measure(this, rate, time);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
