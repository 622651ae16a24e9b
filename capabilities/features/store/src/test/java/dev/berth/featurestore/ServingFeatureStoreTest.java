package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.FeatureVersions;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.FeatureSettings;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.IngestStatus;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.ingest.StreamProgress;
import dev.berth.features.maintenance.FeatureStoreStatus;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.materialize.MaterializationStatus.State;
import dev.berth.features.online.FeatureQuery;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.FeatureDefinitionsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the feature store of a serving process, on a directory.
class ServingFeatureStoreTest {
    private static final SourceName VISITS = new SourceName("visits");
    private static final ViewReference VISITED = ViewReference.of("visited", 1);
    private static final int PLACES = 40;
    private static final int IN_HISTORY = 4_000;

    private static final String STREAM =
            new FeatureDefinitionsBuilder()
                    .entity("place", "string")
                    .source(
                            "visits",
                            "stream: {batch-source: {csv: visits.csv}, allowed-lateness: 1m}",
                            "at: timestamp, id: int64, place: string",
                            "event-id-column: id")
                    .view(
                            "visited@1",
                            "visits",
                            "place: place",
                            "count: {aggregate: count, window: unbounded, meaning: how often}")
                    .text();

    private static final String FILES =
            STREAM.replace(
                    "stream: {batch-source: {csv: visits.csv}, allowed-lateness: 1m}",
                    "csv: visits.csv");

    @TempDir private Path directory;

    private ServingFeatureStore open(String features) throws IOException {
        FeatureDefinitions definitions = write(features).part(Features.class).definitions();
        return open(() -> definitions);
    }

    private ServingFeatureStore open(Supplier<FeatureDefinitions> definitions) {
        return FeedingStore.open(directory, definitions);
    }

    private CatalogSnapshot write(String features) throws IOException {
        Files.createDirectories(directory.resolve("features"));
        Files.writeString(directory.resolve("berth.yaml"), "name: test\n");
        Files.writeString(directory.resolve("features/visits.yaml"), features);
        var lines = new StringBuilder("at,id,place\n");
        for (int i = 0; i < IN_HISTORY; i++) {
            lines.append("2026-01-01T00:00:00Z,%d,p%d\n".formatted(i, i % PLACES));
        }
        Files.writeString(directory.resolve("visits.csv"), lines);
        return Catalog.open(directory).read();
    }

    private static MaterializationStatus materialize(ServingFeatureStore features) {
        features.materialize(List.of(), MaterializationScope.ADDED, Optional.empty());
        Await.until(() -> features.runs().stream().allMatch(run -> run.state().isEnd()));
        return features.runs().getFirst();
    }

    private static long count(ServingFeatureStore features, int place) {
        var query =
                FeatureQuery.of(
                        List.of(FeatureReference.parse("visited@1:count")),
                        Map.of("place", List.of("p" + place)),
                        Optional.empty());
        Object value = features.read(query).rows().getFirst().getFirst().value();
        return value instanceof Long count ? count : -1;
    }

    private static void push(ServingFeatureStore features, List<Long> ids) {
        StreamIngestor ingest = features.ingest(VISITS);
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        var batch = new EventBatch();
        for (long id : ids) {
            List<String> names = ingest.form().names();
            @Nullable Object[] values = new @Nullable Object[names.size()];
            values[names.indexOf("at")] = now;
            values[names.indexOf("id")] = id;
            values[names.indexOf("place")] = "p" + id % PLACES;
            batch.add(ingest.form().event(values));
        }
        var _ = ingest.take(batch);
    }

    @Test
    void push_whileMaterializing_losesAndDoublesNothing() throws Exception {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var next = new AtomicLong(IN_HISTORY);
        var stopped = new AtomicBoolean();
        try (ServingFeatureStore features = open(STREAM)) {
            List<Thread> pushers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                var random = new Random(seed + i);
                pushers.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            while (!stopped.get()) {
                                                push(features, batch(next, random));
                                            }
                                        }));
            }
            for (int run = 0; run < 2; run++) {
                assertThat(materialize(features).state()).as("seed %d", seed).isEqualTo(State.DONE);
            }
            Await.until("pushes", () -> next.get() > IN_HISTORY + 1_000);
            stopped.set(true);
            for (Thread pusher : pushers) {
                pusher.join();
            }
            for (int place = 0; place < PLACES; place++) {
                long expected = (next.get() - place + PLACES - 1) / PLACES;
                int of = place;
                // Readers notice another generation within half a second.
                Await.until(() -> count(features, of) == expected);
            }
        }
    }

    @Test
    void materialize_untilAnInstant_hasWhatHappenedByThen_andNeverGoesBack() throws Exception {
        try (ServingFeatureStore features = open(FILES)) {
            Files.writeString(
                    directory.resolve("visits.csv"),
                    "at,id,place\n2026-01-01T00:00:00Z,1,p3\n2026-01-03T00:00:00Z,2,p3\n");
            Instant between = Instant.parse("2026-01-02T00:00:00Z");
            assertThat(untilOf(features, Optional.of(between))).isEqualTo(between);
            Await.until(() -> count(features, 3) == 1);
            Instant before = Instant.now();
            Instant now = untilOf(features, Optional.empty());
            assertThat(now).isBetween(before.minusMillis(1), Instant.now());
            Await.until(() -> count(features, 3) == 2);
            assertThat(untilOf(features, Optional.of(between))).isEqualTo(now);
            assertThat(count(features, 3)).isEqualTo(2);
            assertThat(untilOf(features, Optional.of(Instant.parse("2999-01-01T00:00:00Z"))))
                    .isBefore(Instant.now().plusMillis(1));
        }
    }

    /// The instant up to which a view is materialized then.
    private static Instant untilOf(ServingFeatureStore features, Optional<Instant> until) {
        features.materialize(List.of(VISITED), MaterializationScope.ADDED, until);
        Await.until(() -> features.runs().stream().allMatch(run -> run.state().isEnd()));
        long micros = features.runs().getFirst().outcome().orElseThrow().untilMicros();
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /// New ids, some of them repeated.
    private static List<Long> batch(AtomicLong next, Random random) {
        List<Long> ids = new ArrayList<>();
        for (int i = 1 + random.nextInt(50); i > 0; i--) {
            long id = next.getAndIncrement();
            ids.add(id);
            if (random.nextInt(5) == 0) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static IngestStatus fed(ServingFeatureStore features) {
        return Objects.requireNonNull(features.status().fed().get(VISITS));
    }

    private static StreamProgress latest(ServingFeatureStore features) {
        return Objects.requireNonNull(features.status().freshness().latest().get(VISITS));
    }

    @Test
    void freshness_tellsWhatWasMaterializedAndWhatArrived() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        try (ServingFeatureStore features = open(STREAM)) {
            FeatureStoreStatus never = features.status();
            assertThat(never.isStoreRead()).isTrue();
            assertThat(never.freshness().of(VISITED).orElseThrow().materializedUntil()).isEmpty();
            push(features, List.of(1L, 2L, 2L));
            assertThat(fed(features).counted().accepted()).isEqualTo(2);
            assertThat(fed(features).latest().orElseThrow().arrived()).isAfter(before);
        }
        // Another process knows it from the store.
        try (ServingFeatureStore features = open(STREAM)) {
            assertThat(latest(features).newest()).isAfter(before);
        }
    }

    @Test
    void folder_withoutStreams_isWrittenByOthersBetweenRuns() throws Exception {
        try (ServingFeatureStore features = open(FILES)) {
            MaterializationStatus run = materialize(features);
            assertThat(run.problem()).isEmpty();
            assertThat(run.rowCount()).isEqualTo(PLACES);
            Await.until(() -> count(features, 3) == IN_HISTORY / PLACES);
            try (FeatureStore other =
                    FeatureStore.of(
                            directory, Optional.empty(), features.definitions(), Map.of())) {
                other.materialize(
                        features.definitions().view(VISITED), Instant.now(), (events, rows) -> {});
                MaterializationStatus refused = materialize(features);
                assertThat(refused.state()).isEqualTo(State.FAILED);
                assertThat(refused.problem().orElseThrow().message()).contains("open already");
            }
            assertThat(materialize(features).state()).isEqualTo(State.DONE);
        }
    }

    @Test
    void materialization_thatTheEndOfTheProcessInterrupts_isResumedByTheNext() throws Exception {
        ServingFeatureStore first = open(FILES);
        int entities = 200_000;
        var lines = new StringBuilder("at,id,place\n");
        for (int i = 0; i < entities; i++) {
            lines.append("2026-01-01T00:00:00Z,").append(i).append(",p").append(i).append('\n');
        }
        Files.writeString(directory.resolve("visits.csv"), lines);
        first.materialize(List.of(), MaterializationScope.ADDED, Optional.empty());
        Await.until(() -> first.runs().getFirst().rowCount() > 0);
        first.close();
        assertThat(first.runs().getFirst().state()).isEqualTo(State.INTERRUPTED);
        try (ServingFeatureStore next = open(first::definitions)) {
            MaterializationStatus resumed = materialize(next);
            assertThat(resumed.outcome().orElseThrow().wasResumed()).isTrue();
            assertThat(resumed.rowCount()).isEqualTo(entities);
            Await.until(() -> count(next, entities - 1) == 1);
        }
    }

    @Test
    void interval_viewThatAnotherServerHasJustMaterialized_isLeftToIt() throws Exception {
        try (ServingFeatureStore first = open(FILES);
                ServingFeatureStore second = open(first::definitions)) {
            assertThat(materialize(first).state()).isEqualTo(State.DONE);
            second.materializeDue(Duration.ofHours(1));
            assertThat(second.runs()).isEmpty();
            second.materializeDue(Duration.ofMillis(2));
            Await.until(
                    () ->
                            !second.runs().isEmpty()
                                    && second.runs().getFirst().state() == State.DONE);
        }
    }

    @Test
    void interval_materializesAgainAndAgain() throws Exception {
        try (ServingFeatureStore features = open(FILES)) {
            features.materializeEvery(() -> Optional.of(Duration.ofSeconds(1)));
            Await.until(
                    () ->
                            !features.runs().isEmpty()
                                    && features.runs().getFirst().doneCount() >= 2);
        }
    }

    @Test
    void materialize_inAProcessThatReads_isRefused() throws Exception {
        try (ServingFeatureStore feeding = open(FILES)) {
            FeatureDefinitions definitions = feeding.definitions();
            try (var reading =
                    (ServingFeatureStore)
                            ServingFeatureStore.source(Map.of())
                                    .of(
                                            directory,
                                            () -> FeatureSettings.DEFAULT,
                                            () -> definitions)) {
                assertThatThrownBy(
                                () ->
                                        reading.materialize(
                                                List.of(),
                                                MaterializationScope.ADDED,
                                                Optional.empty()))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining("berth up");
            }
        }
    }

    /// The next version is described, and later populated: callers that name none continue with the
    /// working one, and a cached lookup notices the change.
    @Test
    void latest_isTheVersionThatIsFilled() throws IOException {
        CatalogSnapshot first = write(FILES);
        FeatureVersions.of(directory, first).apply(Instant.now(), "a test");
        var described = new AtomicReference<>(first.part(Features.class).definitions());
        ViewReference next = ViewReference.of("visited", 2);
        try (ServingFeatureStore features = open(described::get)) {
            assertThat(features.latest().find(VISITED.name())).contains(VISITED);
            assertThat(materialize(features).state()).isEqualTo(State.DONE);

            described.set(
                    write(FILES.replace("version: 1", "version: 2"))
                            .part(Features.class)
                            .definitions());
            assertThat(described.get().views().keySet()).containsExactly(VISITED, next);
            LatestVersions before = features.latest();
            assertThat(before.find(VISITED.name())).contains(VISITED);
            assertThat(features.latest()).isSameAs(before);

            features.materialize(List.of(next), MaterializationScope.ADDED, Optional.empty());
            Await.until(() -> features.latest().find(VISITED.name()).equals(Optional.of(next)));
        }
    }
}
