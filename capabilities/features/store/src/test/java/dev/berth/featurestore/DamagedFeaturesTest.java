package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.Features;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.materialize.MaterializationStatus.State;
import dev.berth.features.online.FeatureQuery;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of a store that loses a part: the loss is reported, the rest is served, and a full
/// materialization repairs it in the running process.
class DamagedFeaturesTest {
    private static final ViewReference VISITED = ViewReference.of("visited", 1);
    private static final ViewReference RATED = ViewReference.of("rated", 1);
    private static final SourceName VISITS = new SourceName("visits");
    private static final int PLACES = 2_000;
    private static final int EVENTS = 3 * PLACES;

    private static final String FILE = "csv: %s.csv";
    private static final String STREAM =
            "stream: {batch-source: {csv: %s.csv}, allowed-lateness: 1m}";

    @TempDir private Path directory;

    private static String source(String name, String origin) {
        return """
          %s:
            %s
            timestamp-column: at
            event-id-column: id
            columns: {at: timestamp, id: int64, place: string}
        """
                .formatted(name, origin.formatted("events"));
    }

    private static String view(String name, String source) {
        return """
          %s:
            version: 1
            summary: How often
            entities: {place: place}
            source: %s
            features:
              count: {aggregate: count, window: unbounded, meaning: how often}
        """
                .formatted(name, source);
    }

    private FeatureDefinitions describe(String origin) throws IOException {
        Files.createDirectories(directory.resolve("features"));
        Files.writeString(directory.resolve("berth.yaml"), "name: test\n");
        Files.writeString(
                directory.resolve("features/all.yaml"),
                "entities:\n  place: {type: string, meaning: where}\nsources:\n"
                        + source("visits", origin)
                        + source("ratings", FILE)
                        + "views:\n"
                        + view("visited", "visits")
                        + view("rated", "ratings"));
        var lines = new StringBuilder("at,id,place\n");
        for (int i = 0; i < EVENTS; i++) {
            lines.append("2026-01-01T00:00:00Z,%d,p%d\n".formatted(i, i % PLACES));
        }
        Files.writeString(directory.resolve("events.csv"), lines);
        return Catalog.open(directory).read().part(Features.class).definitions();
    }

    private ServingFeatureStore open(FeatureDefinitions definitions) {
        return FeedingStore.open(directory, () -> definitions);
    }

    private static void materialize(
            ServingFeatureStore features, List<ViewReference> views, MaterializationScope extent) {
        features.materialize(views, extent, Optional.empty());
        Await.until(() -> features.runs().stream().allMatch(run -> run.state().isEnd()));
        assertThat(features.runs())
                .extracting(MaterializationStatus::state)
                .as("%s", features.runs())
                .containsOnly(State.DONE);
    }

    private static long count(ServingFeatureStore features, ViewReference view, int place) {
        var query =
                FeatureQuery.of(
                        List.of(FeatureReference.parse(view + ":count")),
                        Map.of("place", List.of("p" + place)),
                        Optional.empty());
        Object value = features.read(query).rows().getFirst().getFirst().value();
        return value instanceof Long count ? count : -1;
    }

    private static void assertLost(ServingFeatureStore features, ViewReference view) {
        for (int place = 0; place < PLACES; place += 101) {
            int of = place;
            var thrown =
                    catchThrowableOfType(ProblemException.class, () -> count(features, view, of));
            assertThat(thrown).as("%s of p%d", view, place).isNotNull();
            assertThat(thrown.problem().code()).isEqualTo(ProblemCode.STORE_DAMAGED);
            assertThat(thrown.problem().remedy()).contains("--full");
        }
    }

    private static void assertWhole(ServingFeatureStore features, ViewReference view) {
        for (int place = 0; place < PLACES; place += 101) {
            assertThat(count(features, view, place)).isEqualTo(EVENTS / PLACES);
        }
    }

    private Path store() {
        return directory.resolve(".berth/features/online");
    }

    /// The file that has only the rows of a view.
    private Path tableOf(ViewReference view) throws IOException {
        try (Stream<Path> files = Files.list(store())) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .filter(file -> text(file).contains("r" + view + "\0"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void truncate(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }

    private void push(ServingFeatureStore features, long id, int place) {
        StreamIngestor ingest = features.ingest(VISITS);
        List<String> names = ingest.form().names();
        @Nullable Object[] values = new @Nullable Object[names.size()];
        values[names.indexOf("at")] = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        values[names.indexOf("id")] = id;
        values[names.indexOf("place")] = "p" + place;
        var batch = new EventBatch();
        batch.add(ingest.form().event(values));
        var _ = ingest.take(batch);
    }

    @ParameterizedTest
    @ValueSource(strings = {FILE, STREAM})
    void tableTruncated_isToldAndMendedInFull_withoutARestart(String origin) throws Exception {
        FeatureDefinitions definitions = describe(origin);
        try (ServingFeatureStore features = open(definitions)) {
            materialize(features, List.of(), MaterializationScope.ADDED);
            assertWhole(features, VISITED);
            assertThat(features.status().isStoreRead()).isTrue();
            assertThat(features.damage()).isEmpty();
        }
        truncate(tableOf(VISITED));
        try (ServingFeatureStore features = open(definitions)) {
            assertWhole(features, RATED);
            assertLost(features, VISITED);
            assertThat(features.status().isStoreRead()).isFalse();
            Problem damage = features.damage().orElseThrow();
            assertThat(damage.message()).contains(".sst");
            materialize(features, List.of(VISITED), MaterializationScope.FULL);
            Await.until(() -> features.status().isStoreRead());
            assertThat(features.damage()).isEmpty();
            assertWhole(features, VISITED);
            assertWhole(features, RATED);
        }
    }

    @Test
    void manifestDamaged_viewsAreLostUntilEachIsMaterialized() throws Exception {
        FeatureDefinitions definitions = describe(FILE);
        try (ServingFeatureStore features = open(definitions)) {
            materialize(features, List.of(), MaterializationScope.ADDED);
        }
        try (Stream<Path> files = Files.list(store())) {
            for (Path file : files.filter(of -> of.toString().contains("MANIFEST")).toList()) {
                truncate(file);
            }
        }
        try (ServingFeatureStore features = open(definitions)) {
            assertLost(features, VISITED);
            assertThat(features.status().isStoreRead()).isFalse();
            assertThat(features.damage().orElseThrow().message()).contains("MANIFEST");
            materialize(features, List.of(RATED), MaterializationScope.FULL);
            Await.until(() -> isServed(features, RATED));
            assertWhole(features, RATED);
            assertLost(features, VISITED);
            Await.until(
                    () ->
                            features.status().freshness().findLost().isPresent()
                                    && features.damage()
                                            .orElseThrow()
                                            .message()
                                            .contains("visited"));
            materialize(features, List.of(VISITED), MaterializationScope.ADDED);
            Await.until(() -> features.status().isStoreRead());
            assertWhole(features, VISITED);
        }
    }

    private static boolean isServed(ServingFeatureStore features, ViewReference view) {
        try {
            return count(features, view, 1) >= 0;
        } catch (ProblemException e) {
            return false;
        }
    }

    @Test
    void streamOfADamagedView_isFedOnAndCountsWhenItIsMended() throws Exception {
        FeatureDefinitions definitions = describe(STREAM);
        try (ServingFeatureStore features = open(definitions)) {
            materialize(features, List.of(), MaterializationScope.ADDED);
            push(features, EVENTS + 1, 0);
        }
        truncate(tableOf(VISITED));
        try (ServingFeatureStore features = open(definitions)) {
            var refused =
                    catchThrowableOfType(
                            ProblemException.class, () -> push(features, EVENTS + 2, 1));
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.STORE_DAMAGED);
            materialize(features, List.of(RATED), MaterializationScope.FULL);
            assertLost(features, VISITED);
            push(features, EVENTS + 2, 0);
            push(features, EVENTS + 2, 0);
            materialize(features, List.of(VISITED), MaterializationScope.FULL);
            Await.until(() -> count(features, VISITED, 0) == EVENTS / PLACES + 2);
            push(features, EVENTS + 3, 0);
            assertThat(count(features, VISITED, 0)).isEqualTo(EVENTS / PLACES + 3);
        }
    }

    @Test
    void materializeInFull_byACommand_mendsTheFolder() throws Exception {
        FeatureDefinitions definitions = describe(FILE);
        try (ServingFeatureStore features = open(definitions)) {
            materialize(features, List.of(), MaterializationScope.ADDED);
        }
        Files.delete(tableOf(VISITED));
        try (FeatureStore store =
                FeatureStore.of(directory, Optional.empty(), definitions, Map.of())) {
            for (ViewReference view : List.of(VISITED, RATED)) {
                store.materializeInFull(
                        definitions.view(view), Instant.now(), (events, rows) -> {});
            }
        }
        try (ServingFeatureStore features = open(definitions)) {
            assertWhole(features, VISITED);
            assertWhole(features, RATED);
            assertThat(features.status().isStoreRead()).isTrue();
        }
        try (Stream<Path> aside = Files.list(store().getParent())) {
            assertThat(aside.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("online.damaged-"));
        }
    }
}
