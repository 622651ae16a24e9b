package dev.berth.catalog.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Descriptions of features: one that says everything, and every error that can be distinguished
/// from descriptions alone.
final class FeaturesReaderTest {
    private static final String WHOLE =
            """
            entities:
              airport: {type: string, meaning: an airport by its code}
              carrier: {join-key: airline, type: int64, meaning: a carrier, owner: Alliances}
            sources:
              flights:
                parquet: data/flights.parquet
                timestamp-column: left
                created-timestamp-column: landed
                event-id-column: number
                timezone: America/New_York
                owner: Operations
                columns: {left: timestamp, landed: timestamp, number: string, origin: string, airline: int64, delay: float64}
              pushed:
                stream: {kafka: {bootstrap-servers: "k:1", topic: t}, batch-source: {csv: [a.csv, b.csv]}}
                timestamp-column: at
                epoch-unit: millis
                columns: {at: timestamp, origin: string}
            views:
              departures:
                version: 2
                summary: how departures go
                tags: [delay]
                entities: {airport: origin, carrier: airline}
                source: flights
                ttl: 7d
                expectations:
                  - {rows: {min: 3, max: 500}}
                  - {age: {max: 36h}, action: warn}
                  - {feature: mean_30d, missing: {max: 0.05}, value: {min: -60.5, max: 1440}}
                  - {feature: yesterday, distinct: {min: 2}, action: stop}
                features:
                  late_3h: {aggregate: count, input-column: delay, filter: delay > 15.0, window: 3h, meaning: m, unit: "1"}
                  mean_30d: {aggregate: mean, input-column: delay, window: {sliding: 30d, tile-size: 6h}, default: 0, meaning: m}
                  yesterday: {aggregate: sum, input-column: delay, window: {tumbling: 1d}, type: float64, meaning: m}
                  usual: {aggregate: {top: 3}, input-column: airline, window: unbounded, meaning: m}
                  p90: {aggregate: {quantile: 0.9}, input-column: delay, bucket-by: origin, window: 1d, meaning: m}
              last:
                version: 1
                summary: the last departure
                entities: {airport: place}
                source: flights
                sql: select left, landed, number, origin as place, delay from flights
                columns: {left: timestamp, landed: timestamp, number: string, place: string, delay: float64}
                features:
                  delay: {meaning: its delay, unit: min, default: -1.5}
                  again: {column: delay, meaning: its delay}
            on-demand:
              calendar:
                version: 1
                summary: what the calendar says
                inputs: {time: timestamp}
                views: {at_origin: {view: departures@2, keys: {airport: origin}}}
                cache-ttl: 10m
                features:
                  busy: {type: bool, expression: at_origin.late_3h > 5, default: false, meaning: m}
            """;

    @TempDir private Path directory;

    private Features read(String text) throws IOException {
        Files.writeString(directory.resolve("some.yaml"), text);
        return FeaturesReader.readAll(directory);
    }

    @Test
    void description_whole_isReadAsItStands() throws IOException {
        Features reading = read(WHOLE);
        assertThat(reading.errors()).isEmpty();
        EventSource flights = reading.definitions().source(new SourceName("flights"));
        assertThat(flights.zone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(flights.created()).contains("landed");
        assertThat(flights.columns()).containsKeys("left", "delay");
        assertThat(reading.definitions().source(new SourceName("pushed")).origin())
                .isEqualTo(
                        new DataSourceConfig.Stream(
                                Optional.of(new DataSourceConfig.Topic("k:1", "t")),
                                Optional.of(
                                        new DataSourceConfig.Files(
                                                "csv", List.of("a.csv", "b.csv"))),
                                Duration.ofDays(1)));
        assertThat(reading.definitions().entity(new EntityName("carrier")).key())
                .isEqualTo("airline");
        assertThat(reading.definitions().onDemand().keySet())
                .containsExactly(ViewReference.of("calendar", 1));
        assertThat(reading.definitions().findLatest(new ViewName("departures")))
                .contains(ViewReference.of("departures", 2));
    }

    @Test
    void features_haveTypesWindowsAndDefaults() throws IOException {
        FeatureView view = read(WHOLE).definitions().view(ViewReference.of("departures", 2));
        assertThat(view.isWindowed()).isTrue();
        assertThat(view.owner()).contains("Operations");
        assertThat(view.keys())
                .containsExactly(
                        Map.entry(new EntityName("airport"), "origin"),
                        Map.entry(new EntityName("carrier"), "airline"));
        assertThat(view.features())
                .extracting(feature -> feature.type().toString())
                .containsExactly("int64", "float64", "float64", "int64[]", "map<float64>");
        assertThat(feature(view, "mean_30d").fallback()).contains(0.0);
        Aggregation late = (Aggregation) feature(view, "late_3h").derivation();
        assertThat(late.aggregate()).isEqualTo(new Aggregate.Plain(Kind.COUNT));
        assertThat(late.where().map(Object::toString)).contains("delay > 15.0");
        assertThat(late.window())
                .isEqualTo(
                        new AggregationWindow.Sliding(Duration.ofHours(3), Duration.ofMinutes(5)));
        assertThat(((Aggregation) feature(view, "yesterday").derivation()).window())
                .isEqualTo(new AggregationWindow.Tumbling(Duration.ofDays(1)));
    }

    @Test
    void columns_ofTheTransformation_areThoseOfTheView() throws IOException {
        FeatureView view = read(WHOLE).definitions().view(ViewReference.of("last", 1));
        assertThat(view.isWindowed()).isFalse();
        assertThat(feature(view, "again").derivation())
                .isEqualTo(new FeatureComputation.FromColumn("delay"));
        assertThat(feature(view, "delay").type()).isEqualTo(FeatureType.of(ValueType.FLOAT64));
        assertThat(feature(view, "delay").fallback()).contains(-1.5);
    }

    private static Feature feature(FeatureView view, String name) {
        return view.find(new FeatureName(name)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    timestamp-column: left                            | timestamp-column: lefft                           | the column 'lefft' | did you mean 'left'?
                    created-timestamp-column: landed                       | created-timestamp-column: delay                        | a column of type float64 | timestamp
                    timezone: America/New_York                | timezone: America/Nowhere                 | the zone America/Nowhere | IANA
                    parquet: data/flights.parquet         | summary: none                         | no origin | parquet
                    source: flights                       | source: flihgts                       | the source 'flihgts' | did you mean 'flights'?
                    entities: {airport: place}            | entities: {airprot: place}            | the entity 'airprot' | did you mean 'airport'?
                    entities: {airport: place}            | entities: {airport: delay}            | a column of type float64 | string
                    aggregate: sum, input-column: delay             | aggregate: sum, input-column: origin            | column 'origin' of type string | aggregated
                    aggregate: mean, input-column: delay            | aggregate: mean, input-column: dealy            | the column 'dealy' | did you mean 'delay'?
                    type: float64, meaning                | type: int64, meaning                  | the type int64 | float64
                    default: 0, meaning                   | default: much, meaning                | much | float64
                    window: 3h, meaning                   | meaning                               | without `window` | events
                    tile-size: 6h                             | tile-size: 7h                             | do not fill | multiple
                    {column: delay, meaning               | {input-column: delay, meaning                   | `input-column` without `aggregate` | belongs
                    again: {column: delay, meaning        | again: {meaning                       | no column 'again' | aggregate
                    {column: delay, meaning: its delay}   | {aggregate: count, window: 1d, meaning: x} | columns and aggregates | the other
                    number: string, place: string         | place: string                         | no column 'number' | orders its events
                    {rows: {min: 3, max: 500}}            | {rows: {min: 501, max: 500}}          | `min` 501.0 above `max` 500.0 | exchange
                    {age: {max: 36h}, action: warn}       | {action: warn}                        | without a rule | missing
                    {age: {max: 36h}, action: warn}       | {feature: late_3h, age: {max: 36h}}   | `feature` with `age` | alone
                    feature: mean_30d, missing            | missing                               | `missing` without `feature` | alone
                    feature: mean_30d, missing            | feature: mean_30, missing             | the feature 'mean_30' | mean_30d
                    feature: yesterday, distinct          | feature: p90, distinct                | `distinct` of a feature of type map<float64> | single
                    value: {min: -60.5, max: 1440}        | value: {min: .nan}                    | no number | a number
                    view: departures@2                    | view: departures@1                    | version 1 | departures@2
                    view: departures@2                    | view: arrivals@2                      | the view 'arrivals@2' | described
                    """)
    void error_isReportedWithFoundAndExpected(
            String written, String instead, String found, String expected) throws IOException {
        assertThat(WHOLE).contains(written);
        Features reading =
                read(
                        WHOLE.replaceFirst(
                                java.util.regex.Pattern.quote(written),
                                java.util.regex.Matcher.quoteReplacement(instead)));
        assertThat(reading.errors())
                .anySatisfy(
                        error -> assertThat(error.toString()).contains(found).contains(expected));
        assertThat(reading.errors()).hasSize(1);
    }

    @Test
    void files_areOneWholeWithEachNameOnce() throws IOException {
        Files.writeString(
                directory.resolve("entities.yaml"),
                "entities: {airport: {type: string, meaning: x}}");
        Features reading = read(WHOLE);
        assertThat(reading.errors())
                .singleElement()
                .satisfies(
                        error ->
                                assertThat(error.toString())
                                        .contains("some.yaml")
                                        .contains("the name 'airport' again (first in")
                                        .contains("entities.yaml:1"));
    }

    @Test
    void folder_absent_saysNothing() {
        Features reading = FeaturesReader.readAll(directory.resolve("none"));
        assertThat(reading.errors()).isEmpty();
        assertThat(reading.definitions().isEmpty()).isTrue();
    }

    @Test
    void source_inAFormatOfAnotherJar_isRead() throws IOException {
        Features reading =
                read(
                        WHOLE.replace("parquet: data/flights.parquet", "pipes: data/*.psv")
                                .replace("{csv: [a.csv, b.csv]}", "{pipes: [a.psv, b.psv]}"));
        assertThat(reading.errors()).isEmpty();
        assertThat(reading.definitions().source(new SourceName("flights")).origin())
                .isEqualTo(new DataSourceConfig.Files("pipes", List.of("data/*.psv")));
        var pushed =
                (DataSourceConfig.Stream)
                        reading.definitions().source(new SourceName("pushed")).origin();
        assertThat(pushed.history())
                .contains(new DataSourceConfig.Files("pipes", List.of("a.psv", "b.psv")));
    }

    @Test
    void source_inAFormatThatCannotBeOne_isAnError() throws IOException {
        assertThat(read(WHOLE.replace("parquet: data/", "sheet: data/")).errors())
                .anySatisfy(
                        error ->
                                assertThat(error.toString())
                                        .contains("the key 'sheet'", "iceberg", "pipes"));
    }

    @Test
    void sql_overAStream_isAnError() throws IOException {
        Features reading =
                read(
                        WHOLE.replace(
                                "parquet: data/flights.parquet",
                                "stream: {batch-source: {parquet: data/flights.parquet}}"));
        assertThat(reading.errors())
                .singleElement()
                .satisfies(
                        error ->
                                assertThat(error.toString())
                                        .contains("SQL over flights, whose events arrive"));
    }
}
