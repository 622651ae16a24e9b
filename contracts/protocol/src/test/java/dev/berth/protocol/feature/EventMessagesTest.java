package dev.berth.protocol.feature;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.system.SourceLocation;
import dev.berth.proto.feast.types.DoubleList;
import dev.berth.proto.feast.types.Int64List;
import dev.berth.proto.feast.types.Map;
import dev.berth.proto.feast.types.Value;
import dev.berth.proto.features.FeatureEvent;
import dev.berth.proto.features.PushEventsRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventMessagesTest {
    private final java.util.Map<String, FeatureType> columns = new LinkedHashMap<>();
    private final List<Object> found = new ArrayList<>();

    /// What comes of events with one value each: the value, or what is wrong with it.
    private List<Object> read(FeatureType type, Optional<EpochUnit> epoch, Value... values) {
        columns.put("x", type);
        var source =
                new EventSource(
                        new SourceName("events"),
                        "",
                        Optional.empty(),
                        new DataSourceConfig.Stream(
                                Optional.empty(), Optional.empty(), Duration.ofDays(1)),
                        "x",
                        Optional.empty(),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        columns,
                        new SourceLocation(Path.of("features.yaml"), 1),
                        epoch);
        var request = PushEventsRequest.newBuilder();
        for (Value value : values) {
            request.addEvents(FeatureEvent.newBuilder().putValues("x", value));
        }
        EventMessages.read(
                request.build(),
                epoch,
                new EventJsonReader(source),
                EventJsonReader.Sink.of(
                        event -> found.addAll(Arrays.asList(event)),
                        violation -> found.add(violation.toString())));
        return found;
    }

    private List<Object> read(ValueType type, Value... values) {
        return read(FeatureType.of(type), Optional.empty(), values);
    }

    private static Value number(double value) {
        return Value.newBuilder().setDoubleVal(value).build();
    }

    private static Value whole(long value) {
        return Value.newBuilder().setInt64Val(value).build();
    }

    private static Value text(String value) {
        return Value.newBuilder().setStringVal(value).build();
    }

    private static Value seconds(long value) {
        return Value.newBuilder().setUnixTimestampVal(value).build();
    }

    @Test
    void read_numbers_keepEachBit() {
        assertThat(
                        read(
                                ValueType.FLOAT64,
                                number(0.1),
                                number(-Double.MAX_VALUE),
                                number(Double.MIN_VALUE),
                                Value.newBuilder().setFloatVal(0.1f).build(),
                                whole(7)))
                .containsExactly(0.1, -Double.MAX_VALUE, Double.MIN_VALUE, (double) 0.1f, 7.0);
    }

    @Test
    void read_nothing_isMissing() {
        assertThat(read(ValueType.INT64, Value.getDefaultInstance(), whole(Long.MIN_VALUE)))
                .containsExactly(null, Long.MIN_VALUE);
    }

    @Test
    void read_valueThatDoesNotFit_isAFaultAndTheOthersAreRead() {
        assertThat(read(ValueType.INT32, whole(1L << 40), text("7"), number(1.5), whole(7)))
                .containsExactly(
                        "events[0].x: 1099511627776 (expected: int32)",
                        "events[1].x: '7' (expected: int32)",
                        "events[2].x: 1.5 (expected: int32)",
                        7);
    }

    @Test
    void read_bytes_areThemselves() {
        byte[] bytes = {0, -1, 7};
        Value value = Value.newBuilder().setBytesVal(ByteString.copyFrom(bytes)).build();
        assertThat(read(ValueType.BYTES, value)).singleElement().isEqualTo(bytes);
    }

    @Test
    void read_times_areSecondsOrText() {
        assertThat(
                        read(
                                ValueType.TIMESTAMP,
                                seconds(-1),
                                text("1970-01-01T00:00:00.25Z"),
                                seconds(Long.MAX_VALUE),
                                whole(1)))
                .containsExactly(
                        -1_000_000L,
                        250_000L,
                        found.get(2),
                        "events[3].x: 1 (expected: timestamp, such as 2026-11-27T12:00:00Z)");
        assertThat(found.get(2)).asString().startsWith("events[2]: ").contains("'x'");
    }

    @Test
    void read_timesOfASourceWithAnEpoch_areSecondsOrNumbersOfIt() {
        assertThat(
                        read(
                                FeatureType.of(ValueType.TIMESTAMP),
                                Optional.of(EpochUnit.MILLIS),
                                seconds(2),
                                whole(2)))
                .containsExactly(2_000_000L, 2_000L);
    }

    @Test
    void read_lists_keepTheirElements() {
        assertThat(
                        read(
                                FeatureType.listOf(ValueType.FLOAT64),
                                Optional.empty(),
                                Value.newBuilder()
                                        .setDoubleListVal(
                                                DoubleList.newBuilder().addVal(0.5).addVal(-0.5))
                                        .build(),
                                Value.newBuilder()
                                        .setInt64ListVal(Int64List.newBuilder().addVal(3))
                                        .build()))
                .containsExactly(List.of(0.5, -0.5), List.of(3.0));
    }

    @Test
    void read_map_isAViolation() {
        Value map = Value.newBuilder().setMapVal(Map.getDefaultInstance()).build();
        assertThat(read(ValueType.STRING, map, text("a")).get(0))
                .asString()
                .startsWith("events[0]: a value of 'x' is a map");
        assertThat(found.get(1)).isEqualTo("a");
    }
}
