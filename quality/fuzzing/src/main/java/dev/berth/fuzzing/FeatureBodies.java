package dev.berth.fuzzing;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.system.SourceLocation;
import dev.berth.proto.feast.serving.FeatureList;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.types.RepeatedValue;
import dev.berth.proto.feast.types.Value;
import dev.berth.protocol.feature.EventJsonReader;
import dev.berth.protocol.feature.FeastMaterialize;
import dev.berth.protocol.feature.FeastMessages;
import dev.berth.protocol.feature.FeastPush;
import dev.berth.protocol.feature.FeastRequestReader;
import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.protocol.feature.FeatureRequestReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Fuzz target: feature requests in Feast's JSON, Berth's JSON and Feast's gRPC, and writes of
/// Feast clients. The first byte selects the kind.
final class FeatureBodies implements Target {
    private static final int FORMS = 7;

    private static final EventJsonReader EVENTS =
            new EventJsonReader(
                    new EventSource(
                            new SourceName("s"),
                            "",
                            Optional.empty(),
                            new DataSourceConfig.Stream(
                                    Optional.empty(), Optional.empty(), Duration.ofDays(1)),
                            "at",
                            Optional.empty(),
                            Optional.empty(),
                            ZoneOffset.UTC,
                            Map.of(
                                    "at", FeatureType.of(ValueType.TIMESTAMP),
                                    "id", FeatureType.of(ValueType.INT64),
                                    "v", FeatureType.listOf(ValueType.FLOAT32)),
                            new SourceLocation(Path.of("features.yaml"), 1)));

    @Override
    public List<byte[]> seeds() {
        var message =
                GetOnlineFeaturesRequest.newBuilder()
                        .setFeatures(FeatureList.newBuilder().addVal("v:a"))
                        .putEntities(
                                "id",
                                RepeatedValue.newBuilder()
                                        .addVal(Value.newBuilder().setInt64Val(1))
                                        .build());
        return List.of(
                seed(
                        0,
                        Bytes.utf8(
                                "{\"features\":[\"v:a\",\"v@2:b\"],\"entities\":{\"id\":[1,1.5,\"x\",true,null,[1]]},"
                                        + "\"request_context\":{\"c\":[1,2,3,4,5,6]},\"full_feature_names\":true}")),
                seed(0, Bytes.utf8("{\"feature_service\":\"m@1\",\"entities\":{\"id\":[1]}}")),
                seed(
                        1,
                        Bytes.utf8(
                                "{\"features\":[\"v@1:a\"],\"entities\":{\"id\":[1,2]},\"at\":\"2001-03-31T12:00:00Z\"}")),
                seed(2, message.build().toByteArray()),
                seed(
                        3,
                        Bytes.utf8(
                                "{\"push_source_name\":\"s\",\"df\":{\"at\":[\"2022-05-13 10:59:42+00:00\"],\"id\":1,"
                                        + "\"v\":[[1.5,null]]},\"to\":\"online\"}")),
                seed(
                        4,
                        Bytes.utf8(
                                "{\"feature_view_name\":\"v\",\"df\":{\"id\":[1,2],\"a\":[true,\"x\"]}}")),
                seed(
                        5,
                        Bytes.utf8(
                                "{\"start_ts\":\"2021-01-01T00:00:00\",\"end_ts\":\"2021-01-02\",\"feature_views\":[\"v\"],\"version\":\"v2\"}")),
                seed(6, Bytes.utf8("{\"end_ts\":\"2021-01-02T00:00:00Z\"}")));
    }

    private static byte[] seed(int form, byte[] body) {
        return Bytes.join(new byte[] {(byte) form}, body);
    }

    @Override
    public void accept(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        try {
            int form = Byte.toUnsignedInt(bytes[0]) % FORMS;
            switch (form) {
                case 0, 1, 2 -> requireWhole(read(form, bytes));
                case 3 -> readRows(FeastPush.push(bytes, 1, bytes.length - 1));
                case 4 -> readRows(FeastPush.write(bytes, 1, bytes.length - 1));
                case 5 -> materialize(FeastMaterialize.Form.RANGE, bytes);
                default -> materialize(FeastMaterialize.Form.INCREMENTAL, bytes);
            }
        } catch (ProblemException e) {
            Bytes.requireRemedy(e);
        } catch (InvalidProtocolBufferException e) {
            // No message, which the server reports before reading it.
        }
    }

    private static void requireWhole(FeatureRequest request) {
        request.fields()
                .forEach(
                        (name, column) -> {
                            if (column.size() != request.rows()) {
                                throw new AssertionError(name + " has another length");
                            }
                        });
    }

    /// Each row is an event or a violation.
    private static void readRows(FeastPush push) {
        var count = new AtomicInteger();
        push.rows()
                .read(
                        EVENTS,
                        EventJsonReader.Sink.of(
                                event -> count.incrementAndGet(),
                                fault -> count.incrementAndGet()));
        if (count.get() != push.rows().rows()) {
            throw new AssertionError(count + " of " + push.rows().rows() + " rows");
        }
    }

    private static void materialize(FeastMaterialize.Form form, byte[] bytes) {
        FeastMaterialize wanted = FeastMaterialize.read(form, bytes, 1, bytes.length - 1);
        if (wanted.until().equals(Instant.MIN)) {
            throw new AssertionError("no time");
        }
    }

    private static FeatureRequest read(int form, byte[] bytes)
            throws InvalidProtocolBufferException {
        return switch (form) {
            case 0 -> FeastRequestReader.read(bytes, 1, bytes.length - 1);
            case 1 -> FeatureRequestReader.read(bytes, 1, bytes.length - 1);
            default ->
                    FeastMessages.read(
                            GetOnlineFeaturesRequest.parseFrom(
                                    Arrays.copyOfRange(bytes, 1, bytes.length)));
        };
    }
}
