package dev.berth.catalog.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.feature.FeatureVersions;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.feature.FeaturesReader;
import dev.berth.catalog.feature.ViewVersion;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.Transformation;
import dev.berth.core.feature.ViewReference;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The text whose digest settles a version. It is the same for good: who changes what is expected
/// here makes every published version of every system a changed one.
final class CanonicalTextTest {
    private static final String FEATURES =
            """
            entities:
              airport: {join-key: code, type: string, meaning: an airport, owner: Airports}
              carrier: {join-key: airline, type: int64, meaning: a carrier}
            sources:
              flights:
                parquet: data/flights.parquet
                summary: all flights
                owner: Operations
                timestamp-column: left
                created-timestamp-column: landed
                timezone: America/New_York
                epoch-unit: millis
                columns: {left: timestamp, landed: timestamp, origin: string, airline: int64, tail: string, delay: float64}
            views:
              departures:
                version: 3
                summary: how departures go
                owner: Planning
                tags: [delay]
                entities: {airport: origin, carrier: airline}
                source: flights
                ttl: 36h
                features:
                  late_3h: {aggregate: count, input-column: delay, filter: 'delay > 15.0 && tail != "x"', window: 3h, meaning: m, unit: "1"}
                  usual: {aggregate: {top: 3}, input-column: origin, window: unbounded, meaning: m}
                  p90: {aggregate: {quantile: 0.9}, input-column: delay, bucket-by: origin, window: {tumbling: 1d}, meaning: m}
                  mean_30d: {aggregate: mean, input-column: delay, window: {sliding: 30d, tile-size: 6h}, default: 0, meaning: m}
              last:
                version: 1
                summary: the last departure
                entities: {airport: place}
                source: flights
                sql: |
                  select left, landed, origin as place, delay, tail from flights
                  where tail <> '"'
                columns: {left: timestamp, landed: timestamp, place: string, delay: float64, tail: string}
                features:
                  delay: {meaning: its delay, unit: min, default: -1.5}
                  aircraft: {column: tail, meaning: the aircraft, default: "none\\n"}
            on-demand:
              calendar:
                version: 1
                summary: what the calendar says
                inputs: {time: timestamp, origin: string}
                views: {at_origin: {view: departures@3, keys: {code: origin, airline: airline}}}
                cache-ttl: 10m
                features:
                  busy: {type: bool, expression: at_origin.late_3h > 5, default: false, meaning: m, unit: "1"}
            """;

    private static final String DEPARTURES_TEXT =
            """
            form = berth feature view 1
            view = departures@3
            entities = airport, carrier
            entities/airport/key = code
            entities/airport/type = string
            entities/airport/column = origin
            entities/carrier/key = airline
            entities/carrier/type = int64
            entities/carrier/column = airline
            source = flights
            source/time = left
            source/created = landed
            source/zone = America/New_York
            source/epoch = millis
            source/columns = left, landed, origin, airline, tail, delay
            source/columns/left = timestamp
            source/columns/landed = timestamp
            source/columns/origin = string
            source/columns/airline = int64
            source/columns/tail = string
            source/columns/delay = float64
            ttl = 36h
            features = late_3h, usual, p90, mean_30d
            features/late_3h/type = int64
            features/late_3h/aggregate = count
            features/late_3h/of = delay
            features/late_3h/where = "delay > 15.0 && tail != \\"x\\""
            features/late_3h/window = sliding 3h tiles 5m
            features/usual/type = string[]
            features/usual/aggregate = top 3
            features/usual/of = origin
            features/usual/window = unbounded
            features/p90/type = map<float64>
            features/p90/aggregate = quantile 0.9
            features/p90/of = delay
            features/p90/by = origin
            features/p90/window = tumbling 1d
            features/mean_30d/type = float64
            features/mean_30d/aggregate = mean
            features/mean_30d/of = delay
            features/mean_30d/window = sliding 30d tiles 6h
            features/mean_30d/default = 0.0
            """;

    private static final String LAST_TEXT =
            """
            form = berth feature view 1
            view = last@1
            entities = airport
            entities/airport/key = code
            entities/airport/type = string
            entities/airport/column = place
            source = flights
            source/time = left
            source/created = landed
            source/zone = America/New_York
            source/epoch = millis
            source/columns = left, landed, origin, airline, tail, delay
            source/columns/left = timestamp
            source/columns/landed = timestamp
            source/columns/origin = string
            source/columns/airline = int64
            source/columns/tail = string
            source/columns/delay = float64
            sql = "select left, landed, origin as place, delay, tail from flights\\nwhere tail <> '\\"'"
            columns = left, landed, place, delay, tail
            columns/left = timestamp
            columns/landed = timestamp
            columns/place = string
            columns/delay = float64
            columns/tail = string
            features = delay, aircraft
            features/delay/type = float64
            features/delay/column = delay
            features/delay/default = -1.5
            features/aircraft/type = string
            features/aircraft/column = tail
            features/aircraft/default = "none\\n"
            """;

    private static final String CALENDAR_TEXT =
            """
            form = berth on-demand view 1
            view = calendar@1
            inputs = origin, time
            inputs/origin = string
            inputs/time = timestamp
            reads = at_origin
            reads/at_origin/view = departures@3
            reads/at_origin/keys/code = origin
            features = busy
            features/busy/type = bool
            features/busy/expression = "at_origin.late_3h > 5"
            features/busy/default = false
            """;

    @TempDir private Path directory;

    private FeatureDefinitions read(String features) throws IOException {
        Files.writeString(directory.resolve("some.yaml"), features);
        Features reading = FeaturesReader.readAll(directory);
        assertThat(reading.errors()).isEmpty();
        return reading.definitions();
    }

    private CanonicalText text(String features, String view) throws IOException {
        FeatureDefinitions definitions = read(features);
        ViewReference reference = ViewReference.parse(view);
        return definitions
                .findView(reference)
                .map(
                        found ->
                                CanonicalText.of(
                                        found,
                                        ColumnsRead.of(found, definitions.sourceOf(found)),
                                        definitions::entity))
                .orElseGet(
                        () -> CanonicalText.of(definitions.findOnDemand(reference).orElseThrow()));
    }

    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of(
                        "departures@3",
                        DEPARTURES_TEXT,
                        "5e9c149d04863d5db3bc73941236bb4512c2fb3a9594a0bf950921f0da9df554"),
                Arguments.of(
                        "last@1",
                        LAST_TEXT,
                        "64a97b5c66d867ae798a2434dbed1fb8a77c7630803d7fc2fde4c32efef907ec"),
                Arguments.of(
                        "calendar@1",
                        CALENDAR_TEXT,
                        "a75be040cd244fd6b6da0e7cf39e8fea48a0dcf1da20b8b9b36a02c72d3d4b4f"));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void text_ofAView_isTheSameInAllVersionsOfBerth(String view, String expected, String digest)
            throws IOException {
        assertThat(text(FEATURES, view).text()).isEqualTo(expected);
        assertThat(text(FEATURES, view).digest().hex()).isEqualTo(digest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "departures@3 | join-key: code | join-key: iata",
                "departures@3 | {join-key: airline, type: int64 | {join-key: airline, type: int32",
                "departures@3 | timestamp-column: left | timestamp-column: landed",
                "departures@3 | created-timestamp-column: landed | created-timestamp-column: left",
                "departures@3 | created-timestamp-column: landed | event-id-column: tail",
                "departures@3 | timezone: America/New_York | timezone: Europe/Berlin",
                "departures@3 | epoch-unit: millis | epoch-unit: micros",
                "departures@3 | ttl: 36h | ttl: 37h",
                "departures@3 | input-column: delay, filter | filter",
                "departures@3 | delay > 15.0 | delay > 16.0",
                "departures@3 | window: 3h | window: {sliding: 3h, tile-size: 10m}",
                "departures@3 | top: 3 | top: 4",
                "departures@3 | quantile: 0.9 | quantile: 0.91",
                "departures@3 | bucket-by: origin | bucket-by: tail",
                "departures@3 | {tumbling: 1d} | 1d",
                "departures@3 | tile-size: 6h | tile-size: 12h",
                "departures@3 | default: 0 | default: 1",
                "departures@3 | aggregate: mean | aggregate: max",
                "departures@3 | {airport: origin, carrier: airline} | {airport: tail, carrier:"
                        + " airline}",
                "last@1 | where tail <> | where tail =",
                "last@1 | default: -1.5 | default: 1.5",
                "last@1 | column: tail | column: place",
                "last@1 | place: string, delay: float64, tail: string} | place: string, delay:"
                        + " float64, tail: string, more: bool}",
                "calendar@1 | late_3h > 5 | late_3h > 6",
                "calendar@1 | default: false | default: true",
                "calendar@1 | code: origin | code: other",
                "calendar@1 | inputs: {time: timestamp | inputs: {time: int64",
                "calendar@1 | {type: bool | {type: int64",
            })
    void digest_ofAViewWithOtherValues_isAnother(String view, String part, String other)
            throws IOException {
        assertThat(FEATURES).contains(part);
        String changed = FEATURES.replace(part, other);
        if (part.contains("type: int64")) {
            changed = changed.replace("airline: int64", "airline: int32");
        }
        if (other.contains("{type: int64")) {
            changed = changed.replace("default: false", "default: 0");
        }
        assertThat(text(changed, view).digest()).isNotEqualTo(text(FEATURES, view).digest());
        assertThat(text(FEATURES, view).differences(text(changed, view))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "summary: how departures go | summary: otherwise",
                "summary: all flights | summary: otherwise",
                "owner: Airports | owner: Others",
                "owner: Operations | owner: Others",
                "owner: Planning | owner: Others",
                "tags: [delay] | tags: [late, delay]",
                "meaning: m | meaning: otherwise",
                "unit: min | unit: s",
                "data/flights.parquet | elsewhere/*.parquet",
                "parquet: data/flights.parquet | jdbc: {url: 'jdbc:x:y', table: flights}",
                "cache-ttl: 10m | cache-ttl: 20m",
                "ttl: 36h | ttl: 2160m",
                "window: 3h | window: {sliding: 180m, tile-size: 300s}",
                "code: origin, airline: airline | code: origin",
            })
    void digest_ofAViewToldOtherwise_isTheSame(String part, String other) throws IOException {
        assertThat(FEATURES).contains(part);
        for (String view : List.of("departures@3", "last@1", "calendar@1")) {
            assertThat(text(FEATURES.replace(part, other), view).text())
                    .isEqualTo(text(FEATURES, view).text());
        }
    }

    /// A developer who adds a component decides whether it decides values, and writes it here.
    @Test
    void components_ofDescriptions_areAllDecidedUpon() {
        Map<Class<?>, List<String>> known =
                Map.of(
                        FeatureView.class,
                        List.of(
                                "reference",
                                "summary",
                                "owner",
                                "tags",
                                "keys",
                                "source",
                                "transformation",
                                "timeToLive",
                                "features",
                                "expectations",
                                "location"),
                        Feature.class,
                        List.of("name", "type", "meaning", "unit", "fallback", "derivation"),
                        FeatureComputation.Aggregation.class,
                        List.of("aggregate", "of", "where", "by", "window"),
                        Entity.class,
                        List.of("name", "key", "type", "meaning", "owner"),
                        EventSource.class,
                        List.of(
                                "name",
                                "summary",
                                "owner",
                                "origin",
                                "time",
                                "created",
                                "id",
                                "zone",
                                "columns",
                                "location",
                                "epoch",
                                "aliases"),
                        Transformation.class,
                        List.of("sql", "columns"),
                        OnDemandView.class,
                        List.of(
                                "reference",
                                "summary",
                                "owner",
                                "tags",
                                "inputs",
                                "reads",
                                "function",
                                "features",
                                "cached",
                                "location"),
                        OnDemandView.Computed.class,
                        List.of("name", "type", "meaning", "unit", "fallback", "expression"));
        known.forEach(
                (type, names) ->
                        assertThat(Arrays.stream(type.getRecordComponents()))
                                .as(type.getSimpleName())
                                .extracting(RecordComponent::getName)
                                .containsExactlyElementsOf(names));
    }

    /// What is written when it is published gives the same text when it is read again, which
    /// reading requires.
    @Test
    void publication_ofValuesOfAllTypes_isReadAsItWas() throws IOException {
        Path system = directory.resolve("system");
        var disk = new SystemOnDisk(system).with("sum", "1", SystemOnDisk.PACKAGE);
        disk.write(
                "features/all.yaml",
                """
                entities: {thing: {type: int64, meaning: "a: thing # \\"quoted\\" ü 🛳"}}
                sources:
                  events:
                    stream: {kafka: {bootstrap-servers: "k:1", topic: t}, allowed-lateness: 90s, batch-source: {csv: [a.csv, "b c.csv"]}}
                    timestamp-column: at
                    event-id-column: number
                    timezone: +01:30
                    columns: {at: timestamp, number: int64, a: bool, b: int32, c: int64, d: float32, e: float64, f: string, g: "float32[]", h: "string[]", i: bytes}
                    aliases: {f: "f: in €", g: g}
                views:
                  all:
                    version: 7
                    summary: 'it''s "all": [there] is, # really'
                    entities: {thing: number}
                    source: events
                    ttl: 90061ms
                    features:
                      a: {default: true, meaning: "true"}
                      b: {default: -2147483648, meaning: "1"}
                      c: {default: 9223372036854775807, meaning: "null"}
                      d: {default: 0.1, meaning: m}
                      e: {default: 1.0e-7, meaning: m}
                      f: {default: "a\\tb\\u0001\\\\ \\"c\\" ü", meaning: m}
                      g: {default: [0.1, 2, 3.5e+10], meaning: m}
                      h: {default: ["", "x, y"], meaning: m}
                      i: {meaning: m}
                on-demand:
                  sums:
                    version: 2
                    summary: s
                    inputs: {x: "float64[]"}
                    features:
                      y: {type: float64, expression: "request.x[0] + 1.0", default: .nan, meaning: m}
                      z: {type: float64, expression: 1.5, default: -.inf, meaning: m}
                """);
        FeatureVersions.of(system, disk.catalog().read()).apply(Instant.EPOCH, "1");

        CatalogSnapshot after = disk.catalog().read();

        assertThat(after.errors()).isEmpty();
        assertThat(after.part(Features.class).versions())
                .hasSize(2)
                .extracting(ViewVersion::state)
                .containsOnly(ViewVersion.State.PUBLISHED);
    }
}
