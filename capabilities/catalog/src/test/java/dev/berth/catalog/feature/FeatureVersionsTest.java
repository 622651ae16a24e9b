package dev.berth.catalog.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.feature.ViewVersion.State;
import dev.berth.catalog.publication.CanonicalText;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may become of a view once it is published.
final class FeatureVersionsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00.123Z");
    private static final ViewReference DEPARTURES = ViewReference.of("departures", 1);
    private static final ViewReference LAST = ViewReference.of("last", 1);
    private static final ViewReference CALENDAR = ViewReference.of("calendar", 1);

    private static final String FEATURES =
            """
            entities:
              airport: {type: string, meaning: an airport by its code}
            sources:
              flights:
                parquet: data/flights.parquet
                timestamp-column: left
                created-timestamp-column: landed
                timezone: America/New_York
                owner: Operations
                columns: {left: timestamp, landed: timestamp, origin: string, tail: string, delay: float64}
            views:
              departures:
                version: 1
                summary: how departures go
                tags: [delay, "two words"]
                entities: {airport: origin}
                source: flights
                ttl: 7d
                features:
                  late_3h: {aggregate: count, input-column: delay, filter: "delay > 15.0 && origin != 'a\\"b'", window: 3h, meaning: m, unit: "1"}
                  mean_30d: {aggregate: mean, input-column: delay, window: {sliding: 30d, tile-size: 6h}, default: 0, meaning: m}
                  usual: {aggregate: {top: 3}, input-column: origin, window: unbounded, meaning: m}
                  p90: {aggregate: {quantile: 0.9}, input-column: delay, bucket-by: origin, window: {tumbling: 1d}, meaning: m}
              last:
                version: 1
                summary: the last departure
                entities: {airport: place}
                source: flights
                sql: |
                  select left, landed, origin as place, delay
                  from flights
                columns: {left: timestamp, landed: timestamp, place: string, delay: float64}
                features:
                  delay: {meaning: its delay, unit: min, default: -1.5}
                expectations:
                  - {feature: delay, missing: {max: 0.05}, value: {min: -60.5, max: 1440}, action: warn}
                  - {feature: delay, distinct: {max: 99}}
                  - {rows: {min: 3}}
                  - {age: {max: 36h}}
            on-demand:
              calendar:
                version: 1
                summary: what the calendar says
                inputs: {time: timestamp}
                views: {at_origin: {view: departures@1, keys: {airport: origin}}}
                cache-ttl: 10m
                features:
                  busy: {type: bool, expression: at_origin.late_3h > 5, default: false, meaning: m}
            """;

    @TempDir private Path directory;

    private SystemOnDisk system = new SystemOnDisk(Path.of(""));

    @BeforeEach
    void writeSystem() {
        system = new SystemOnDisk(directory).with("sum", "1", SystemOnDisk.PACKAGE);
        system.write("features/flights.yaml", FEATURES);
    }

    private CatalogSnapshot read() {
        return system.catalog().read();
    }

    private static FeatureDefinitions definitions(CatalogSnapshot snapshot) {
        return snapshot.part(Features.class).definitions();
    }

    private FeatureVersions versions() {
        return FeatureVersions.of(directory, read());
    }

    private void publish() throws IOException {
        versions().apply(NOW, "1.2.3");
    }

    private void edit(String part, String other) {
        assertThat(FEATURES).contains(part);
        system.write("features/flights.yaml", FEATURES.replace(part, other));
    }

    private Map<ViewReference, State> states() {
        Map<ViewReference, State> states = new TreeMap<>();
        read().part(Features.class)
                .versions()
                .forEach(version -> states.put(version.view(), version.state()));
        return states;
    }

    @Test
    void views_neverPublished_arePlannedAndWritten() throws IOException {
        assertThat(versions().plan())
                .extracting(ViewVersion::state)
                .containsExactly(State.UNPUBLISHED, State.UNPUBLISHED, State.UNPUBLISHED);
        assertThat(directory.resolve("features/published")).doesNotExist();

        publish();

        CatalogSnapshot after = read();
        assertThat(after.errors()).isEmpty();
        assertThat(after.part(Features.class).versions())
                .allSatisfy(version -> assertThat(version.state()).isEqualTo(State.PUBLISHED));
        assertThat(FeatureVersions.of(directory, after).plan()).isEmpty();
        Publication publication = definitions(after).findPublication(DEPARTURES).orElseThrow();
        assertThat(publication.at()).isEqualTo("2026-11-27T10:00:00Z");
        assertThat(publication.berth()).isEqualTo("1.2.3");
        assertThat(publication.digest()).isEqualTo(versions().canonicalText(DEPARTURES).digest());
    }

    @Test
    void apply_again_writesNothing() throws IOException {
        publish();
        Path file = directory.resolve("features/published/departures@1.yaml");
        String before = Files.readString(file);
        assertThat(versions().apply(NOW.plusSeconds(9), "2.0.0")).isEmpty();
        assertThat(file).hasContent(before);
    }

    @Test
    void apply_interrupted_goesOn() throws IOException {
        publish();
        Files.delete(directory.resolve("features/published/last@1.yaml"));
        system.write("features/published/.last@1.yaml.new", "published:\n  vi");
        assertThat(versions().apply(NOW, "1.2.3"))
                .extracting(ViewVersion::view)
                .containsExactly(LAST);
        assertThat(read().errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window: 3h | window: 6h | features/late_3h/window: sliding 6h tiles 5m | 10",
                "timezone: America/New_York | timezone: UTC | source/zone: Z | 10",
                "default: -1.5 | default: -2.5 | features/delay/default: -2.5 | 22",
                "at_origin.late_3h > 5 | at_origin.late_3h > 6 | features/busy/expression | 40",
            })
    void view_changedInPlace_isAnErrorAndServesAsPublished(
            String part, String other, String found, int line) throws IOException {
        publish();
        FeatureDefinitions before = definitions(read());
        edit(part, other);

        CatalogSnapshot after = read();

        assertThat(after.errors())
                .isNotEmpty()
                .anySatisfy(
                        error -> {
                            assertThat(error.found()).contains(found);
                            assertThat(error.expected()).contains("as it was published");
                            assertThat(error.remedy()).contains("make it version 2");
                        });
        assertThat(after.errors())
                .extracting(error -> error.location().line())
                .anyMatch(at -> Math.abs(at - line) <= 3);
        assertThat(values(definitions(after), DEPARTURES)).isEqualTo(values(before, DEPARTURES));
        assertThat(values(definitions(after), LAST)).isEqualTo(values(before, LAST));
        assertThat(states()).containsValue(State.CONFLICTING);
        assertThatThrownBy(this::publish).isInstanceOf(ProblemException.class);
    }

    private static String values(FeatureDefinitions features, ViewReference reference) {
        FeatureView view = features.view(reference);
        return CanonicalText.of(view, features.sourceOf(view), features::entity).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "summary: how departures go | summary: otherwise",
                "unit: min | unit: s",
                "owner: Operations | owner: Others",
                "meaning: its delay | meaning: another word",
                "data/flights.parquet | elsewhere/*.parquet",
                "cache-ttl: 10m | cache-ttl: 20m",
                "rows: {min: 3} | rows: {min: 4}",
                "'tags: [delay, \"two words\"]' | tags: [late]",
            })
    void view_otherMetadata_isPublishedAsItIsNow(String part, String other) throws IOException {
        publish();
        edit(part, other);
        assertThat(read().errors()).isEmpty();
        assertThat(states())
                .containsValue(State.METADATA_CHANGED)
                .doesNotContainValue(State.CONFLICTING);
        Publication before = definitions(read()).findPublication(DEPARTURES).orElseThrow();

        versions().apply(NOW.plusSeconds(60), "9.9.9");

        assertThat(states().values()).containsOnly(State.PUBLISHED);
        assertThat(definitions(read()).findPublication(DEPARTURES).orElseThrow().digest())
                .isEqualTo(before.digest());
        assertThat(definitions(read()).findPublication(DEPARTURES).orElseThrow().at())
                .isEqualTo(before.at());
    }

    @Test
    void source_thatGainsAColumn_leavesPublishedViewsAsTheyAre() throws IOException {
        publish();
        edit("tail: string,", "gate: string, tail: string,");
        CatalogSnapshot after = read();
        assertThat(after.errors()).isEmpty();
        assertThat(states().values()).containsOnly(State.PUBLISHED);
        assertThat(definitions(after).sourceOf(definitions(after).view(LAST)).columns())
                .doesNotContainKey("gate");
    }

    @Test
    void source_thatLosesAColumn_concernsOnlyWhoReadsIt() throws IOException {
        publish();
        edit("tail: string, ", "");
        assertThat(states())
                .containsEntry(DEPARTURES, State.PUBLISHED)
                .containsEntry(LAST, State.CONFLICTING);
    }

    @Test
    void version_noLongerDescribed_servesOnUntilRetired() throws IOException {
        publish();
        FeatureDefinitions before = definitions(read());
        EventSource source = before.sourceOf(before.view(DEPARTURES));
        edit("version: 1\n    summary: how departures go", "version: 2\n    summary: how they go");

        CatalogSnapshot after = read();

        assertThat(after.errors()).isEmpty();
        assertThat(states())
                .containsEntry(DEPARTURES, State.ORPHANED)
                .containsEntry(ViewReference.of("departures", 2), State.UNPUBLISHED);
        assertThat(plain(definitions(after).view(DEPARTURES)))
                .isEqualTo(plain(before.view(DEPARTURES)));
        assertThat(definitions(after).sourceOf(definitions(after).view(DEPARTURES)).columns())
                .isEqualTo(source.columns());
        assertThat(definitions(after).onDemand()).containsKey(CALENDAR);

        versions().retire(DEPARTURES, List.of(), NOW);

        assertThat(states()).containsEntry(DEPARTURES, State.RETIRED);
        assertThat(definitions(read()).views()).doesNotContainKey(DEPARTURES);
    }

    /// Without the places where it was written.
    private static String plain(FeatureView view) {
        return view.toString().replaceAll("location=[^,]*]$", "");
    }

    @Test
    void features_allRemoved_serveFromPublicationsAlone() throws IOException {
        publish();
        FeatureDefinitions before = definitions(read());
        Files.delete(directory.resolve("features/flights.yaml"));

        CatalogSnapshot after = read();

        assertThat(after.errors()).isEmpty();
        assertThat(states().values()).containsOnly(State.ORPHANED);
        assertThat(definitions(after).views().keySet()).isEqualTo(before.views().keySet());
        assertThat(definitions(after).onDemand().keySet()).isEqualTo(before.onDemand().keySet());
        assertThat(plain(definitions(after).view(LAST))).isEqualTo(plain(before.view(LAST)));
        assertThat(values(definitions(after), DEPARTURES)).isEqualTo(values(before, DEPARTURES));
    }

    @Test
    void source_ofAKeptVersion_isReadWhereItLiesNow() throws IOException {
        publish();
        system.write(
                "features/flights.yaml",
                FEATURES.replace("version: 1\n    summary: how", "version: 2\n    summary: how")
                        .replace("data/flights.parquet", "moved.parquet"));
        FeatureDefinitions features = definitions(read());
        assertThat(features.sourceOf(features.view(DEPARTURES)).origin())
                .isEqualTo(new DataSourceConfig.Files("parquet", List.of("moved.parquet")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timestamp-column: left | timestamp-column: landed | source/time: landed",
                "airport: {type: string | airport: {join-key: code, type: string | entities/airport/key",
            })
    void source_orEntity_thatChangesUnderAKeptVersion_isAnError(
            String part, String other, String found) throws IOException {
        publish();
        system.write(
                "features/flights.yaml",
                FEATURES.replace("version: 1", "version: 2")
                        .replace("departures@1", "departures@2")
                        .replace(part, other));
        assertThat(read().errors())
                .anySatisfy(
                        error -> {
                            assertThat(error.found()).contains(found);
                            assertThat(error.remedy()).contains("berth features retire");
                        });
    }

    @Test
    void number_ofARetiredVersion_isTakenForGood() throws IOException {
        publish();
        edit("version: 1\n    summary: the last", "version: 2\n    summary: the last");
        versions().retire(LAST, List.of(), NOW);
        system.write("features/flights.yaml", FEATURES);

        List<ValidationError> errors = read().errors();

        assertThat(errors)
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.found()).contains("which was retired at 2026");
                            assertThat(error.location().line()).isBetween(21, 24);
                            assertThat(error.remedy()).contains("version 2");
                        });
        assertThat(definitions(read()).views()).doesNotContainKey(LAST);
    }

    @Test
    void retire_whatIsNeeded_isRefused() throws IOException {
        publish();
        edit("version: 1\n    summary: the last", "version: 2\n    summary: the last");
        assertThatThrownBy(() -> versions().retire(LAST, List.of("model delay@1"), NOW))
                .hasMessageContaining("needed by model delay@1");
        assertThat(states()).containsEntry(LAST, State.ORPHANED);
    }

    @Test
    void retire_whatIsDescribed_namesTheLine() throws IOException {
        publish();
        assertThatThrownBy(() -> versions().retire(LAST, List.of(), NOW))
                .hasMessageContaining("flights.yaml:");
    }

    @Test
    void retire_twice_isTheSame() throws IOException {
        publish();
        edit("version: 1\n    summary: the last", "version: 2\n    summary: the last");
        versions().retire(LAST, List.of(), NOW);
        String once = Files.readString(versions().file(LAST));
        versions().retire(LAST, List.of(), NOW.plusSeconds(5));
        assertThat(versions().file(LAST)).hasContent(once);
    }

    @Test
    void retire_whatIsUnknown_isTold() {
        assertThatThrownBy(() -> versions().retire(ViewReference.of("lats", 1), List.of(), NOW))
                .hasMessageContaining("did you mean 'last@1'?");
    }

    @Test
    void package_thatNeedsARetiredVersion_isAnErrorWithItsLine() throws IOException {
        publish();
        edit("version: 1\n    summary: the last", "version: 2\n    summary: the last");
        versions().retire(LAST, List.of(), NOW);
        system.with(
                "sum", "1", SystemOnDisk.PACKAGE + "features:\n  inputs:\n    a: last@1:delay\n");
        assertThat(read().errors())
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.found()).contains("last@1:delay", "was retired");
                            assertThat(error.location().line()).isEqualTo(12);
                        });
    }

    @Test
    void publication_tamperedWith_isAnErrorAndNeverOverwritten() throws IOException {
        publish();
        Path file = versions().file(DEPARTURES);
        String changed = Files.readString(file).replace("quantile: 0.9", "quantile: 0.8");
        Files.writeString(file, changed);
        assertThat(read().errors())
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.location().file()).isEqualTo(file);
                            assertThat(error.remedy()).contains("version control");
                        });
        assertThatThrownBy(this::publish).isInstanceOf(ProblemException.class);
        assertThat(file).hasContent(changed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "view: \"departures@1\" | view: \"departures@2\"",
                "at: \" | at: \"on ",
                "published: | publisht:",
                "views: | vews:",
                "late_3h: | late-3h:",
            })
    void publication_damaged_isAnError(String part, String other) throws IOException {
        publish();
        Path file = versions().file(DEPARTURES);
        assertThat(Files.readString(file)).contains(part);
        Files.writeString(file, Files.readString(file).replace(part, other));
        assertThat(read().errors())
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error.location().file()).isEqualTo(file));
    }

    @Test
    void view_ofAnotherKindThanPublished_isAnError() throws IOException {
        publish();
        edit("  calendar:\n    version: 1", "  last:\n    version: 1");
        system.write(
                "features/flights.yaml",
                FEATURES.replace("  last:\n    version: 1", "  latest:\n    version: 1")
                        .replace("  calendar:\n    version: 1", "  last:\n    version: 1"));
        assertThat(read().errors())
                .anySatisfy(error -> assertThat(error.found()).contains("another kind"));
    }
}
