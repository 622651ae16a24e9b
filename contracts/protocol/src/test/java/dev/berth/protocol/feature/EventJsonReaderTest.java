package dev.berth.protocol.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.system.SourceLocation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Events as senders write them, and what they get wrong.
final class EventJsonReaderTest {
    private static final class RecordingSink implements EventJsonReader.Sink {
        private final List<List<@Nullable Object>> events = new ArrayList<>();
        private final List<String> violations = new ArrayList<>();

        @Override
        public void event(@Nullable Object[] values) {
            events.add(Arrays.asList(values));
        }

        @Override
        public void violation(Problem.FieldViolation violation) {
            violations.add(violation.toString());
        }
    }

    private static EventJsonReader reader(Optional<EpochUnit> epoch) {
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("at", FeatureType.of(ValueType.TIMESTAMP));
        columns.put("small", FeatureType.of(ValueType.INT32));
        columns.put("large", FeatureType.of(ValueType.INT64));
        columns.put("real", FeatureType.of(ValueType.FLOAT64));
        columns.put("text", FeatureType.of(ValueType.STRING));
        columns.put("flag", FeatureType.of(ValueType.BOOL));
        columns.put("reals", FeatureType.listOf(ValueType.FLOAT32));
        return new EventJsonReader(
                new EventSource(
                        new SourceName("events"),
                        "",
                        Optional.empty(),
                        new DataSourceConfig.Stream(
                                Optional.empty(), Optional.empty(), Duration.ofDays(1)),
                        "at",
                        Optional.empty(),
                        Optional.empty(),
                        ZoneId.of("Europe/Berlin"),
                        columns,
                        new SourceLocation(Path.of("events.yaml"), 1),
                        epoch));
    }

    private static RecordingSink lines(EventJsonReader reader, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var recorded = new RecordingSink();
        reader.readLines(bytes, 0, bytes.length, 1, recorded);
        return recorded;
    }

    private static long micros(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000;
    }

    @Test
    void values_thatFit_areRead() {
        RecordingSink recorded =
                lines(
                        reader(Optional.empty()),
                        """
                        {"at":"2026-03-29 02:30:00","small":7,"large":9223372036854775807,"real":3,
                        """
                                        .strip()
                                + """
                                "text":"a","flag":true,"reals":[1.5,null],"other":{"a":[1]}}

                                {"at":null,"real":-0.5}
                                """);
        assertThat(recorded.violations).isEmpty();
        assertThat(recorded.events)
                .containsExactly(
                        Arrays.asList(
                                micros("2026-03-29T01:30:00Z"),
                                7,
                                Long.MAX_VALUE,
                                3.0,
                                "a",
                                true,
                                Arrays.asList(1.5f, null)),
                        Arrays.asList(null, null, null, -0.5, null, null, null));
    }

    @Test
    void times_inTheirForms_areInstants() {
        for (String text :
                List.of(
                        "2026-07-01T12:00:00+02:00",
                        "2026-07-01 12:00:00",
                        "2026-07-01T10:00Z",
                        "2026-07-01T10:00:00.0 UTC",
                        "2026-07-01T06:00:00-0400")) {
            assertThat(lines(reader(Optional.empty()), "{\"at\":\"" + text + "\"}").events)
                    .as(text)
                    .first()
                    .isEqualTo(
                            Arrays.asList(
                                    micros("2026-07-01T10:00:00Z"),
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null));
        }
        assertThat(lines(reader(Optional.of(EpochUnit.MILLIS)), "{\"at\":1500}").events)
                .first()
                .satisfies(values -> assertThat(values.getFirst()).isEqualTo(1_500_000L));
    }

    @Test
    void values_thatDoNotFit_areFaultsWithTheirPlace_andLeaveOthersAlone() {
        RecordingSink recorded =
                lines(
                        reader(Optional.empty()),
                        """
                        {"small":2147483648}
                        {"large":1.5}
                        {"at":1500}
                        {"at":"yesterday"}
                        {"text":1}
                        {"reals":["x"]}
                        {"flag":true,"flag":false}
                        [1]
                        {"text":
                        {"real":NaN}
                        {"real":-Infinity}
                        {"real":1e999}
                        {"reals":[1,3.5e38]}
                        {"text":"good"}
                        """);
        assertThat(recorded.events).hasSize(1);
        assertThat(recorded.violations)
                .hasSize(13)
                .contains(
                        "line 1.small: 2147483648 (expected: int32)",
                        "line 2.large: 1.5 (expected: int64)",
                        "line 3.at: 1500 (expected: timestamp, such as 2026-11-27T12:00:00Z)",
                        "line 6.reals: 'x' (expected: float32[], finite; null if it is missing)",
                        "line 10.real: NaN (expected: float64, finite; null if it is missing)",
                        "line 8: [1] (expected: an event as a JSON object)");
    }

    @Test
    void body_ofEvents_namesPlacesByPath() {
        var recorded = new RecordingSink();
        byte[] body =
                "{\"events\":[{\"small\":1},{\"small\":\"x\"}]}".getBytes(StandardCharsets.UTF_8);
        reader(Optional.empty()).readBody(body, 0, body.length, recorded);
        assertThat(recorded.events).hasSize(1);
        assertThat(recorded.violations).containsExactly("$.events[1].small: 'x' (expected: int32)");
        byte[] other = "{\"rows\":[]}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(
                        () ->
                                reader(Optional.empty())
                                        .readBody(other, 0, other.length, new RecordingSink()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("events");
    }
}
