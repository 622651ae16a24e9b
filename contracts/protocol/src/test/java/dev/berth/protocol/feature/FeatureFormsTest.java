package dev.berth.protocol.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.proto.feast.serving.FeatureList;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.types.Int64List;
import dev.berth.proto.feast.types.Map;
import dev.berth.proto.feast.types.Null;
import dev.berth.proto.feast.types.RepeatedValue;
import dev.berth.proto.feast.types.Value;
import dev.berth.protocol.feature.FeatureJson.Times;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests for features and values of features, in each of their forms.
class FeatureFormsTest {
    private static FeatureRequest feast(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return FeastRequestReader.read(bytes, 0, bytes.length);
    }

    private static FeatureRequest ours(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return FeatureRequestReader.read(bytes, 0, bytes.length);
    }

    private static String json(FeatureType type, @Nullable Object value, Times times) {
        var sink = new ByteSink(16);
        FeatureJson.write(new JsonWriter(sink), type, value, times);
        return sink.toString();
    }

    @Test
    void feast_body_isReadWithItsKinds() {
        FeatureRequest parsed =
                feast(
                        """
                        {"features": ["v:a", "v@2:b"], "feature_service": null, "full_feature_names": true,
                         "entities": {"id": [1, 1.0, "x", true, null, [1, 2.5]]},
                         "request_context": {"amount": [1, 2, 3, 4, 5, 6]}, "project": "p"}
                        """);
        assertThat(parsed.features()).containsExactly("v:a", "v@2:b");
        assertThat(parsed.service()).isEmpty();
        assertThat(parsed.naming()).isEqualTo(FeatureNaming.FULL);
        assertThat(parsed.entities().get("id"))
                .containsExactly(1L, 1.0, "x", true, null, List.of(1L, 2.5));
        assertThat(parsed.fields().keySet()).containsExactlyInAnyOrder("amount", "id");
        assertThat(parsed.rows()).isEqualTo(6);
    }

    @Test
    void feast_service_maySayMoreThanFeatures() {
        FeatureRequest parsed =
                feast("{\"feature_service\":\"churn@3\",\"entities\":{\"id\":[1]}}");
        assertThat(parsed.service()).contains("churn@3");
        assertThat(parsed.naming()).isEqualTo(FeatureNaming.SHORT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"features\":[1],\"entities\":{\"id\":[1]}}",
                "{\"features\":[\"v:a\"],\"entities\":{\"id\":[{}]}}",
                "{\"features\":[\"v:a\"],\"entities\":{\"id\":[1],\"id\":[2]}}",
                "{\"features\":[\"v:a\"],\"entities\":{\"id\":[1]},\"request_context\":{\"x\":[]}}",
                "{\"features\":[\"v:a\"],\"entities\":{\"id\":[1]}} more"
            })
    void feast_wrong_isRefused(String body) {
        assertThatThrownBy(() -> feast(body)).isInstanceOf(ProblemException.class);
    }

    @Test
    void ours_body_isRead() {
        FeatureRequest parsed =
                ours(
                        "{\"service\":\"churn\",\"entities\":{\"id\":[1]},\"at\":\"2001-03-31T14:00:00+02:00\"}");
        assertThat(parsed.service()).contains("churn");
        assertThat(parsed.at()).contains(Instant.parse("2001-03-31T12:00:00Z"));
    }

    @Test
    void message_isReadLikeTheBody() {
        var column =
                RepeatedValue.newBuilder()
                        .addVal(Value.newBuilder().setInt32Val(1))
                        .addVal(Value.newBuilder().setFloatVal(0.5f))
                        .addVal(Value.newBuilder().setUnixTimestampVal(2))
                        .addVal(Value.newBuilder().setNullVal(Null.NULL))
                        .addVal(Value.getDefaultInstance())
                        .addVal(
                                Value.newBuilder()
                                        .setInt64ListVal(Int64List.newBuilder().addVal(7)));
        FeatureRequest parsed =
                FeastMessages.read(
                        GetOnlineFeaturesRequest.newBuilder()
                                .setFeatures(FeatureList.newBuilder().addVal("v:a"))
                                .putEntities("id", column.build())
                                .build());
        assertThat(parsed.entities().get("id"))
                .containsExactly(1L, 0.5, 2_000_000L, null, null, List.of(7L));
    }

    @Test
    void message_kindsThatNoKeyHas_areRefused() {
        for (Value value :
                List.of(
                        Value.newBuilder().setMapVal(Map.getDefaultInstance()).build(),
                        Value.newBuilder().setUnixTimestampVal(Long.MAX_VALUE).build())) {
            var request =
                    GetOnlineFeaturesRequest.newBuilder()
                            .setFeatures(FeatureList.newBuilder().addVal("v:a"))
                            .putEntities("id", RepeatedValue.newBuilder().addVal(value).build())
                            .build();
            assertThatThrownBy(() -> FeastMessages.read(request))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'id'");
        }
    }

    @Test
    void json_values_areAsFeastHasThem() {
        assertThat(json(FeatureType.of(ValueType.FLOAT32), 0.1f, Times.UNIX_SECONDS))
                .isEqualTo("0.1");
        assertThat(json(FeatureType.of(ValueType.FLOAT64), Double.NaN, Times.UNIX_SECONDS))
                .isEqualTo("null");
        assertThat(json(FeatureType.of(ValueType.BYTES), new byte[] {1}, Times.TEXT))
                .isEqualTo("\"AQ==\"");
        assertThat(json(FeatureType.of(ValueType.TIMESTAMP), -1L, Times.UNIX_SECONDS))
                .isEqualTo("-1");
        assertThat(json(FeatureType.of(ValueType.TIMESTAMP), 1_500_000L, Times.TEXT))
                .isEqualTo("\"1970-01-01T00:00:01.500Z\"");
        assertThat(
                        json(
                                FeatureType.of(ValueType.INT64),
                                new TreeMap<>(java.util.Map.of("a", 1L)),
                                Times.TEXT))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void message_lists_haveTheirTypes() {
        assertThat(
                        FeastValues.write(
                                        FeatureType.listOf(ValueType.BYTES),
                                        List.of(new byte[] {1}, new byte[] {2}))
                                .getBytesListVal()
                                .getValList())
                .containsExactly(
                        ByteString.copyFrom(new byte[] {1}), ByteString.copyFrom(new byte[] {2}));
        assertThat(
                        FeastValues.write(
                                        FeatureType.listOf(ValueType.TIMESTAMP),
                                        List.of(3_900_000L))
                                .getUnixTimestampListVal()
                                .getValList())
                .containsExactly(3L);
        assertThat(
                        FeastValues.write(
                                        FeatureType.listOf(ValueType.FLOAT32), List.of(0.5f, 1.5f))
                                .getFloatListVal()
                                .getValList())
                .containsExactly(0.5f, 1.5f);
    }
}
