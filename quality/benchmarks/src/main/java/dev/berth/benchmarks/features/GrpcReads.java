package dev.berth.benchmarks.features;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.process.PlainGrpcConnection;
import dev.berth.proto.feast.serving.FeatureList;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse;
import dev.berth.proto.feast.types.RepeatedValue;
import dev.berth.proto.feast.types.Value;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Reads over gRPC in Feast's format; otherwise like [ServedReads].
final class GrpcReads implements ServedReads.Caller {
    private static final String METHOD = "/feast.serving.ServingService/GetOnlineFeatures";
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final PlainGrpcConnection connection;
    private final List<byte[]> requests = new ArrayList<>();
    private ByteBuffer answer = ByteBuffer.allocate(0);

    GrpcReads(URI server, OnlineSystem system, int entities) throws IOException {
        this.connection = PlainGrpcConnection.open(server, METHOD, ANSWER_MAX);
        var random = new SplittableRandom(ServedReads.SEED);
        for (int i = 0; i < ServedReads.BODIES; i++) {
            requests.add(request(system.entities(random, entities)));
        }
    }

    private static byte[] request(List<Long> entities) {
        var who = RepeatedValue.newBuilder();
        entities.forEach(each -> who.addVal(Value.newBuilder().setInt64Val(each)));
        return GetOnlineFeaturesRequest.newBuilder()
                .setFeatures(FeatureList.newBuilder().addAllVal(OnlineSystem.feastNames()))
                .putEntities("who", who.build())
                .setFullFeatureNames(true)
                .build()
                .toByteArray();
    }

    @Override
    public void call(int number) throws IOException {
        answer = connection.call(requests.get(number % requests.size()));
    }

    @Override
    public void check() throws IOException {
        int columns = GetOnlineFeaturesResponse.parseFrom(answer).getResultsCount();
        if (columns != OnlineSystem.FEATURES.size() + 1) {
            throw new IOException(columns + " columns");
        }
    }

    /// Reads for a duration.
    LatencySamples run(int rate, Duration time) throws IOException {
        return ServedReads.measure(this, rate, time);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
