package dev.berth.features.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.MemoryHistory;
import dev.berth.features.Oracle;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.FeatureValue;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.statistics.StatisticsStore;
import dev.berth.features.statistics.ViewStatistics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of full and incremental materialization with failures and concurrent runs.
final class MaterializationJobTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int FACTOR = Integer.getInteger("berth.cases.factor", 1);
    private static final long END_SECONDS = 100;

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    /// A fraction of the bytes of a run.
    private static final long LOAD_BYTES = 100_000;

    private final Random random = new Random(SEED);
    private final RandomViews chance = new RandomViews(random);

    private MemoryHistory history(int entities) {
        var history = new MemoryHistory();
        for (int i = 0; i < entities; i++) {
            String entity = "e%05d".formatted(i);
            chance.events(1 + random.nextInt(8), true).forEach(event -> history.add(entity, event));
        }
        return history;
    }

    private static MaterializationJob materialization(
            FeatureView view, OnlineStore store, MemoryHistory history) {
        return new MaterializationJob(
                view,
                RandomViews.definitions(view, true),
                store,
                history,
                MaterializationListener.NONE,
                CLOCK,
                Duration.ZERO,
                LOAD_BYTES,
                new ReentrantLock());
    }

    /// The current rows by entity key: a run that failed at its very end may run again, so that the
    /// generation number varies.
    private static Map<String, String> rows(FeatureView view, OnlineStore store) {
        var space = ViewKeyspace.of(view, RandomViews.definitions(view, true));
        byte[] prefix = space.prefix(space.current(store).generation());
        Map<String, String> content = new TreeMap<>();
        store.scan(
                prefix,
                (key, value) ->
                        content.put(
                                Arrays.toString(Arrays.copyOfRange(key, prefix.length, key.length)),
                                Arrays.toString(value)));
        return content;
    }

    /// All stored statistics.
    private static List<ViewStatistics> statistics(FeatureView view, OnlineStore store) {
        var kept = new StatisticsStore(view, RandomViews.definitions(view, true), store);
        return kept.instants().stream().map(until -> kept.find(until).orElseThrow()).toList();
    }

    private static int size(OnlineStore store) {
        var count = new AtomicInteger();
        store.scan(new byte[0], (key, value) -> count.incrementAndGet());
        return count.get();
    }

    @Test
    void reads_afterMaterializing_areThoseOfTheDefinition() {
        for (int i = 0; i < 75 * FACTOR; i++) {
            FeatureView view = random.nextInt(3) == 0 ? chance.columnar(1) : chance.windowed(1);
            MemoryHistory history = history(20);
            var store = new MemoryStore();
            var materialization = materialization(view, store, history);
            long at = Long.MIN_VALUE;
            for (int run = 0; run < 4; run++) {
                at = Math.max(at, chance.instant());
                materialization.incremental(instant(at));
                checkReads(view, store, history, at);
            }
        }
    }

    /// Another process materializes the same view during the read of the history.
    @Test
    void materialize_besideAnotherProcess_isLeftToOneAndCountsOnce() {
        for (int i = 0; i < 25 * FACTOR; i++) {
            FeatureView view = chance.windowed(1);
            MemoryHistory history = history(20);
            var store = new MemoryStore();
            materialization(view, store, history).incremental(instant(1_000_000));
            long at = END_SECONDS * 1_000_000;
            var other = materialization(view, store, history);
            OfflineStore interrupted =
                    (query, visitor) -> {
                        other.incremental(instant(at));
                        history.visit(query, visitor);
                    };
            var first =
                    new MaterializationJob(
                            view,
                            RandomViews.definitions(view, true),
                            store,
                            interrupted,
                            MaterializationListener.NONE,
                            CLOCK,
                            Duration.ZERO,
                            LOAD_BYTES,
                            new ReentrantLock());
            assertThatThrownBy(() -> first.incremental(instant(at)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("another process");
            checkReads(view, store, history, at);
        }
    }

    /// Several runs start at the same time, as on servers that share a store.
    @Test
    void materialize_byManyAtOnce_countsOnce() throws InterruptedException {
        for (int i = 0; i < 5 * FACTOR; i++) {
            FeatureView view = chance.windowed(1);
            MemoryHistory history = history(20);
            var store = new MemoryStore();
            long end = END_SECONDS * 1_000_000;
            var failed = new ConcurrentLinkedQueue<Throwable>();
            var threads = new ArrayList<Thread>();
            for (int server = 0; server < 3; server++) {
                int behind = server;
                threads.add(
                        Thread.ofPlatform()
                                .uncaughtExceptionHandler((thread, why) -> failed.add(why))
                                .start(() -> byAndBy(view, store, history, behind)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failed).isEmpty();
            BreakingStore.persist(
                    () -> materialization(view, store, history).incrementalByNow(instant(end)));
            checkReads(view, store, history, end);
        }
    }

    private void byAndBy(FeatureView view, OnlineStore store, MemoryHistory history, int behind) {
        for (int step = 1; step <= 20; step++) {
            try {
                var _ =
                        materialization(view, store, history)
                                .incrementalByNow(instant(END_SECONDS * 50_000L * step - behind));
            } catch (ProblemException busy) {
                assertThat(busy.problem().code())
                        .as("%s", busy)
                        .isEqualTo(ProblemCode.MATERIALIZATION_CONFLICT);
            }
        }
    }

    @Test
    void incrementalByNow_clockBehindThatOfAnother_addsNothing() {
        FeatureView view = chance.windowed(1);
        MemoryHistory history = history(20);
        var store = new MemoryStore();
        long end = END_SECONDS * 1_000_000;
        materialization(view, store, history).incremental(instant(end));
        MaterializationResult late =
                materialization(view, store, history).incrementalByNow(instant(end - 5));
        assertThat(late.rowCount()).isZero();
        assertThat(late.untilMicros()).isEqualTo(end);
        checkReads(view, store, history, end);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static void checkReads(
            FeatureView view, OnlineStore store, MemoryHistory history, long at) {
        FeatureDefinitions definitions = RandomViews.definitions(view, true);
        var reads = new StoreFeatureReader(definitions, store, InstantSource.fixed(instant(at)));
        List<Object> entities = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            entities.add("e%05d".formatted(i));
        }
        List<FeatureReference> features =
                view.features().stream()
                        .map(feature -> new FeatureReference(view.reference(), feature.name()))
                        .toList();
        FeatureRows rows =
                reads.read(FeatureQuery.of(features, Map.of("entity", entities), Optional.empty()));
        var oracle = new Oracle(view, RandomViews.COLUMNS);
        for (int i = 0; i < entities.size(); i++) {
            List<@Nullable Object> values =
                    rows.rows().get(i).stream().<@Nullable Object>map(FeatureValue::value).toList();
            assertThat(values)
                    .as("seed %d, %s at %d of %s", SEED, entities.get(i), at, view.features())
                    .isEqualTo(oracle.at(at, history.of((String) entities.get(i))));
        }
    }

    @Test
    void run_thatBreaksAnywhere_endsWithTheBytesOfOneThatDoesNot() {
        MemoryHistory history = history(9_000);
        FeatureView view = chance.windowed(1);
        var undisturbed = new MemoryStore();
        materialization(view, undisturbed, history).full(instant(30_000_000));
        materialization(view, undisturbed, history).incremental(instant(60_000_000));
        for (int i = 0; i < 3 * FACTOR; i++) {
            var store = new BreakingStore(random);
            BreakingStore.persist(
                    () -> materialization(view, store, history).full(instant(30_000_000)));
            BreakingStore.persist(
                    () -> materialization(view, store, history).incremental(instant(60_000_000)));
            assertThat(store.breaks()).isPositive();
            assertThat(rows(view, store.store())).isEqualTo(rows(view, undisturbed));
            assertThat(statistics(view, store.store())).isEqualTo(statistics(view, undisturbed));
            // The next run removes what was left behind.
            materialization(view, store.store(), history).incremental(instant(60_000_000));
            assertThat(size(store.store())).isEqualTo(size(undisturbed));
        }
    }

    @Test
    void run_inFull_replacesWhatWasThere() {
        FeatureView view = chance.columnar(1);
        var store = new MemoryStore();
        materialization(view, store, history(50)).full(instant(END_SECONDS * 1_000_000));
        MemoryHistory other = history(10);
        MaterializationResult outcome =
                materialization(view, store, other).full(instant(END_SECONDS * 1_000_000));
        assertThat(outcome.isFull()).isTrue();
        assertThat(outcome.rowCount()).isEqualTo(10);
        checkReads(view, store, other, END_SECONDS * 1_000_000);
        // Its rows, the marks of the current and last generation, the entities (a mark and a page),
        // their statistics with a list of them, the number of events by day, and the newest event.
        assertThat(size(store)).isEqualTo(18);
    }

    @Test
    void run_beforeWhatIsThere_isRefused() {
        FeatureView view = chance.columnar(1);
        var materialization = materialization(view, new MemoryStore(), history(5));
        materialization.incremental(instant(50_000_000));
        assertThatThrownBy(() -> materialization.incremental(instant(40_000_000)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1970-01-01T00:00:50Z");
    }

    /// Events of a late file are visible from instants that were materialized before. Runs fail
    /// anywhere.
    @Test
    void incremental_afterLateEvents_hasTheBytesOfARunInFull() {
        for (int i = 0; i < 25 * FACTOR; i++) {
            FeatureView view = random.nextInt(3) == 0 ? chance.columnar(1) : chance.windowed(1);
            MemoryHistory history = history(20);
            var store = new BreakingStore(random);
            long at = 0;
            long lateCount = 0;
            long reported = 0;
            for (int run = 0; run < 4; run++) {
                at = Math.max(at, chance.instant());
                Instant until = instant(at);
                long before = at;
                MaterializationResult[] last = new MaterializationResult[1];
                BreakingStore.persist(
                        () -> last[0] = materialization(view, store, history).incremental(until));
                reported += last[0].lateCount();
                checkReads(view, store.store(), history, at);
                for (int late = random.nextInt(3); late > 0 && run < 3; late--) {
                    for (ImmutableEvent event : chance.events(1, true)) {
                        history.add("e%05d".formatted(random.nextInt(25)), event);
                        lateCount += event.visibleMicros() <= before ? 1 : 0;
                    }
                }
            }
            assertThat(reported).as("seed %d, view %d", SEED, i).isLessThanOrEqualTo(lateCount);
            var undisturbed = new MemoryStore();
            materialization(view, undisturbed, history).full(instant(at));
            assertThat(rows(view, store.store())).isEqualTo(rows(view, undisturbed));
        }
    }

    @Test
    void incremental_tellsHowManyEventsWereLateAndHowManyAreGone() {
        FeatureView view = chance.columnar(1);
        MemoryHistory history = history(5);
        var store = new MemoryStore();
        materialization(view, store, history).incremental(instant(50_000_000));
        ImmutableEvent late = chance.event(1_000_000, 2_000_000);
        history.add("late", late);
        MaterializationResult outcome =
                materialization(view, store, history).incremental(instant(50_000_000));
        assertThat(outcome.lateCount()).isEqualTo(1);
        assertThat(outcome.goneCount()).isZero();

        MemoryHistory fewer = new MemoryHistory();
        fewer.add("late", late);
        outcome = materialization(view, store, fewer).incremental(instant(50_000_000));
        assertThat(outcome.lateCount()).isZero();
        assertThat(outcome.goneCount()).isPositive();
        outcome = materialization(view, store, fewer).incremental(instant(50_000_000));
        assertThat(outcome.goneCount()).isZero();
    }

    /// Values corrected at the source do not change the number of events.
    @Test
    void range_writesEntitiesOfItsDaysAnew() {
        FeatureView view = chance.windowed(1);
        var store = new MemoryStore();
        long end = END_SECONDS * 1_000_000;
        MemoryHistory history = history(20);
        materialization(view, store, history).incremental(instant(end));
        MemoryHistory corrected = new MemoryHistory();
        for (int i = 0; i < 20; i++) {
            String entity = "e%05d".formatted(i);
            history.of(entity)
                    .forEach(
                            event ->
                                    corrected.add(
                                            entity,
                                            chance.event(
                                                    event.timeMicros(), event.createdMicros())));
        }
        assertThat(materialization(view, store, corrected).incremental(instant(end)).rowCount())
                .isZero();
        MaterializationResult outcome =
                materialization(view, store, corrected).range(instant(-1), instant(end));
        assertThat(outcome.rowCount()).isEqualTo(20);
        checkReads(view, store, corrected, end);
    }
}
