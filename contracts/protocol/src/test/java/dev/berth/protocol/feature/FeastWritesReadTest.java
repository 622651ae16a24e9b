package dev.berth.protocol.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.system.SourceLocation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients of Feast write, and what they want materialized.
class FeastWritesReadTest {
    private final List<List<@Nullable Object>> events = new ArrayList<>();
    private final List<Problem.FieldViolation> violations = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static FeastPush push(String body) {
        byte[] bytes = bytes(body);
        return FeastPush.push(bytes, 0, bytes.length);
    }

    private static FeastMaterialize materialize(FeastMaterialize.Form form, String body) {
        byte[] bytes = bytes(body);
        return FeastMaterialize.read(form, bytes, 0, bytes.length);
    }

    private static EventSource source() {
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("at", FeatureType.of(ValueType.TIMESTAMP));
        columns.put("id", FeatureType.of(ValueType.INT64));
        columns.put("share", FeatureType.of(ValueType.FLOAT32));
        columns.put("parts", FeatureType.listOf(ValueType.FLOAT64));
        return new EventSource(
                new SourceName("s"),
                "",
                Optional.empty(),
                new DataSourceConfig.Stream(Optional.empty(), Optional.empty(), Duration.ofDays(1)),
                "at",
                Optional.empty(),
                Optional.empty(),
                ZoneOffset.UTC,
                columns,
                new SourceLocation(Path.of("features.yaml"), 1));
    }

    private void read(EventColumns rows) {
        rows.read(
                new EventJsonReader(source()),
                EventJsonReader.Sink.of(
                        event -> events.add(Arrays.asList(event)), violations::add));
    }

    @Test
    void push_columns_areTheEventsOfTheirRows() {
        FeastPush push =
                push(
                        """
                        {"push_source_name": "s", "to": null, "allow_registry_cache": false,
                         "df": {"id": [1, 2, 9007199254740993], "share": [0.1, NaN, null], "parts": [[1, NaN], [], null],
                                "at": "2022-05-13 10:59:42.5+02:00", "other": ["x", "y", "z"]}}
                        """);
        assertThat(push.target()).isEqualTo("s");
        read(push.rows());
        long at = Instant.parse("2022-05-13T08:59:42.5Z").toEpochMilli() * 1000;
        assertThat(violations).isEmpty();
        assertThat(events)
                .containsExactly(
                        Arrays.asList(at, 1L, 0.1f, Arrays.asList(1.0, null)),
                        Arrays.asList(at, 2L, null, List.of()),
                        Arrays.asList(at, 9007199254740993L, null, null));
    }

    @Test
    void push_rowThatDoesNotFit_isToldWithItsPlace() {
        read(push("{\"push_source_name\":\"s\",\"df\":{\"id\":[1,1.5,\"x\"]}}").rows());
        assertThat(events).hasSize(1);
        assertThat(violations)
                .extracting(Problem.FieldViolation::path)
                .containsExactly("$.df[1].id", "$.df[2].id");
    }

    @Test
    void renamed_columns_haveOneNameEach() {
        EventColumns rows =
                push("{\"push_source_name\":\"s\",\"df\":{\"a\":[1],\"b\":[2]}}").rows();
        assertThat(rows.renamed(Map.of("a", "id", "c", "d")).names()).containsExactly("id", "b");
        assertThatThrownBy(() -> rows.renamed(Map.of("a", "b")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("column 'b'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"push_source_name\":\"s\"}",
                "{\"df\":{\"a\":[1]}}",
                "{\"push_source_name\":1,\"df\":{\"a\":[1]}}",
                "{\"push_source_name\":\"s\",\"df\":[{\"a\":1}]}",
                "{\"push_source_name\":\"s\",\"df\":{\"a\":1}}",
                "{\"push_source_name\":\"s\",\"df\":{\"a\":{\"0\":1}}}",
                "{\"push_source_name\":\"s\",\"df\":{\"a\":[{}]}}",
                "{\"push_source_name\":\"s\",\"df\":{\"a\":[1],\"b\":[1,2]}}",
                "{\"push_source_name\":\"s\",\"df\":{\"a\":[1],\"a\":2}}",
                "{\"push_source_name\":\"s\",\"df\":{\"a\":[1]},\"to\":\"offline\"}",
                "{\"push_source_name\":\"s\",\"df\":{\"a\":[1]}} more"
            })
    void push_wrong_isRefused(String body) {
        assertThatThrownBy(() -> push(body)).isInstanceOf(ProblemException.class);
    }

    @Test
    void materialize_body_isReadWithTimesOfUtc() {
        FeastMaterialize wanted =
                materialize(
                        FeastMaterialize.Form.RANGE,
                        """
                        {"start_ts": "2021-01-01T00:00:00", "end_ts": "2021-01-02T00:00:00.5", "feature_views": ["a", "b@v2"],
                         "full_feature_names": true, "version": null, "disable_event_timestamp": false}
                        """);
        assertThat(wanted.until()).isEqualTo(Instant.parse("2021-01-02T00:00:00.5Z"));
        assertThat(wanted.views()).contains(List.of("a", "b@v2"));
        assertThat(
                        materialize(
                                        FeastMaterialize.Form.INCREMENTAL,
                                        "{\"end_ts\":\"2021-01-02 02:00:00+02:00\"}")
                                .views())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RANGE|{\"end_ts\":\"2021-01-02\"}|start_ts",
                "RANGE|{\"start_ts\":\"2021-01-02\"}|end_ts",
                "RANGE|{\"start_ts\":\"2021-01-02\",\"end_ts\":\"2021-01-02\"}|an end after the start",
                "INCREMENTAL|{}|end_ts",
                "INCREMENTAL|{\"end_ts\":\"2021-13-02\"}|2021-13-02",
                "INCREMENTAL|{\"end_ts\":5}|string",
                "INCREMENTAL|{\"end_ts\":\"2021-01-02\",\"feature_views\":[\"a\",\"b\"],\"version\":\"v1\"}|one view alone",
                "RANGE|{\"disable_event_timestamp\":true}|its own time"
            })
    void materialize_wrong_saysWhat(FeastMaterialize.Form form, String body, String part) {
        assertThatThrownBy(() -> materialize(form, body))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(part);
    }
}
