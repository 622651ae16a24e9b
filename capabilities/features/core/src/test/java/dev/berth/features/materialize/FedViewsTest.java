package dev.berth.features.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.system.Sha256;
import dev.berth.features.MemoryHistory;
import dev.berth.features.Oracle;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.IngestReport;
import dev.berth.features.ingest.Partition;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureValue;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreFeatureReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of ingestion from a topic that is reread after every failure, beside a history that is
/// materialized now and then: values always match the definition.
final class FedViewsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    /// A fraction of the bytes of a run.
    private static final long LOAD_BYTES = 1_000;

    private static final int CASES = 40 * Integer.getInteger("berth.cases.factor", 1);
    private static final int ENTITIES = 3;
    private static final Partition PARTITION = new Partition("events", 0);
    private static final SourceName EVENTS = new SourceName("events");
    private static final int ID = List.copyOf(RandomViews.COLUMNS.keySet()).indexOf("i64");

    @Test
    void values_ofEventsThatArriveInAnyWay_areThoseOfTheDefinition() {
        for (int i = 0; i < CASES; i++) {
            new Case(SEED + i, true).run();
        }
    }

    @Test
    void rows_ofFeedingThatBreaksAnywhere_areThoseOfOneThatDoesNot() {
        for (int i = 0; i < CASES / 4; i++) {
            long seed = SEED + i;
            assertThat(new Case(seed, false).broken())
                    .as("seed %d", seed)
                    .isEqualTo(new Case(seed, false).undisturbed());
        }
    }

    /// Event in transit.
    private record Sent(String entity, long arrivedMicros, ImmutableEvent event) {
        @Nullable Object id() {
            return event.value(ID);
        }
    }

    /// View with events, and a process that is restarted repeatedly.
    private static final class Case {
        private final long seed;
        private final Random random;
        private final RandomViews chance;
        private final FeatureView view;
        private final boolean hasId;
        private final FeatureDefinitions definitions;
        private final BreakingStore store;
        private final List<Sent> topic;
        private final MemoryHistory history = new MemoryHistory();
        private long now = Long.MIN_VALUE / 2;
        private long until = Long.MIN_VALUE;
        private int arrived;
        private @Nullable StreamIngestor process;
        private StoreFeatureReader reads;

        Case(long seed, boolean clocksDiffer) {
            this.seed = seed;
            this.random = new Random(seed);
            this.chance = new RandomViews(random);
            boolean hasCreated = random.nextBoolean();
            this.hasId = random.nextInt(3) == 0;
            this.view = random.nextInt(3) == 0 ? chance.columnar(1) : chance.windowed(1);
            FeatureDefinitions described =
                    RandomViews.definitions(
                            view,
                            hasCreated,
                            new DataSourceConfig.Stream(
                                    Optional.of(
                                            new DataSourceConfig.Topic("broker:9092", "events")),
                                    Optional.of(
                                            new DataSourceConfig.Files(
                                                    "json", List.of("events.json"))),
                                    Duration.ofDays(1)),
                            hasId ? Optional.of("i64") : Optional.empty());
            this.definitions = random.nextBoolean() ? described : changed(described, view, random);
            this.topic = topic(hasCreated, clocksDiffer);
            this.store = new BreakingStore(random);
            this.reads = reads();
            counted(topic).forEach(sent -> history.add(sent.entity(), sent.event()));
        }

        /// The view is published, and its source has changed: other column order, and a new column.
        private static FeatureDefinitions changed(
                FeatureDefinitions published, FeatureView view, Random random) {
            EventSource source = published.source(EVENTS);
            Map<String, FeatureType> columns = new LinkedHashMap<>(source.columns());
            columns.put("gained", FeatureType.of(ValueType.STRING));
            List<String> names = new ArrayList<>(columns.keySet());
            Collections.shuffle(names, random);
            Map<String, FeatureType> shuffled = new LinkedHashMap<>();
            names.forEach(name -> shuffled.put(name, columns.get(name)));
            var publication =
                    new Publication(
                            view.reference(),
                            new Sha256("ab".repeat(32)),
                            Instant.EPOCH,
                            "1",
                            Optional.empty(),
                            Optional.of(source));
            return new FeatureDefinitions(
                    published.entities(),
                    new TreeMap<>(Map.of(EVENTS, source.with(shuffled))),
                    published.views(),
                    published.onDemand(),
                    new TreeMap<>(Map.of(view.reference(), publication)));
        }

        private List<Sent> topic(boolean hasCreated, boolean clocksDiffer) {
            List<Sent> sent = new ArrayList<>();
            for (int entity = 0; entity < ENTITIES; entity++) {
                for (ImmutableEvent event : chance.events(random.nextInt(12), hasCreated)) {
                    int delay = random.nextInt(30) - (clocksDiffer ? 8 : 0);
                    long at = event.createdMicros() + delay * 1_000_000L;
                    String name = "e" + entity;
                    @Nullable Object[] values =
                            chance.values(name, event.timeMicros(), event.createdMicros());
                    sent.add(
                            new Sent(
                                    name,
                                    at,
                                    new ImmutableEvent(
                                            event.timeMicros(), event.createdMicros(), values)));
                    if (random.nextInt(6) == 0) {
                        sent.add(
                                new Sent(
                                        name,
                                        at + random.nextInt(9_000_000),
                                        sent.getLast().event));
                    }
                }
            }
            sent.sort(Comparator.comparingLong(Sent::arrivedMicros));
            return sent;
        }

        /// The events without duplicates: the first one counts.
        private List<Sent> counted(List<Sent> all) {
            Set<List<Object>> seen = new HashSet<>();
            return all.stream()
                    .filter(
                            sent ->
                                    !hasId
                                            || sent.id() == null
                                            || seen.add(
                                                    List.of(
                                                            sent.entity(),
                                                            Objects.requireNonNull(sent.id()))))
                    .toList();
        }

        void run() {
            if (random.nextInt(3) == 0) {
                materialize(chance.instant());
            }
            while (arrived < topic.size()) {
                BreakingStore.persist(this::feed);
                if (random.nextInt(8) == 0) {
                    materialize(now - random.nextInt(40_000_000));
                }
                if (random.nextInt(2) == 0) {
                    check(now + random.nextInt(30_000_000));
                }
            }
            check(now + random.nextInt(30_000_000));
        }

        Map<String, String> broken() {
            while (arrived < topic.size()) {
                BreakingStore.persist(this::feed);
            }
            return rows(store.store());
        }

        Map<String, String> undisturbed() {
            var batch = new EventBatch();
            now = topic.stream().mapToLong(Sent::arrivedMicros).max().orElse(0);
            StreamIngestor ingest = ingest(store.store());
            topic.forEach(sent -> batch.add(event(ingest, sent)));
            ingest.take(batch);
            return rows(store.store());
        }

        private static Map<String, String> rows(OnlineStore store) {
            Map<String, String> rows = new TreeMap<>();
            store.scan(
                    new byte[] {'r'},
                    (key, value) -> rows.put(Arrays.toString(key), Arrays.toString(value)));
            return rows;
        }

        private StreamIngestor ingest(OnlineStore into) {
            return StreamIngestor.of(EVENTS, definitions, into, () -> instant(now), "a test");
        }

        /// Ingests one batch, in a new process after every failure.
        private void feed() {
            StreamIngestor ingest = process == null ? ingest(store) : process;
            process = null;
            int from = (int) ingest.position(PARTITION).orElse(0);
            arrived = from;
            if (from == topic.size()) {
                return;
            }
            int to = from + 1 + random.nextInt(topic.size() - from);
            var batch = new EventBatch();
            for (Sent sent : topic.subList(from, to)) {
                now = Math.max(now, sent.arrivedMicros());
                batch.add(event(ingest, sent));
            }
            batch.reached(PARTITION, to);
            ingest.take(batch);
            process = ingest;
            arrived = to;
        }

        /// An event in the form of its source.
        private static Optional<ImmutableEvent> event(StreamIngestor ingest, Sent sent) {
            List<String> names = List.copyOf(RandomViews.COLUMNS.keySet());
            return ingest.form()
                    .event(
                            ingest.form().names().stream()
                                    .map(names::indexOf)
                                    .map(at -> at < 0 ? "gained" : sent.event().value(at))
                                    .toArray());
        }

        private void materialize(long wanted) {
            now = Math.max(now, wanted);
            until = Math.max(until, wanted);
            BreakingStore.persist(
                    () ->
                            new MaterializationJob(
                                            view,
                                            definitions,
                                            store,
                                            history,
                                            MaterializationListener.NONE,
                                            CLOCK,
                                            Duration.ZERO,
                                            LOAD_BYTES,
                                            new ReentrantLock())
                                    .incremental(instant(until)));
            reads = reads();
        }

        /// A reader that notices a new generation at once.
        private StoreFeatureReader reads() {
            return new StoreFeatureReader(definitions, store, InstantSource.system());
        }

        private void check(long at) {
            List<Object> entities = new ArrayList<>();
            for (int i = 0; i <= ENTITIES; i++) {
                entities.add("e" + i);
            }
            List<FeatureReference> features =
                    view.features().stream()
                            .map(feature -> new FeatureReference(view.reference(), feature.name()))
                            .toList();
            var rows =
                    reads.read(
                            FeatureQuery.of(
                                    features,
                                    Map.of("entity", entities),
                                    Optional.of(instant(at))));
            List<Sent> here = topic.subList(0, arrived);
            var oracle = new Oracle(view, RandomViews.COLUMNS);
            for (int i = 0; i < entities.size(); i++) {
                Object entity = entities.get(i);
                List<ImmutableEvent> known =
                        counted(topic).stream()
                                .filter(sent -> sent.entity().equals(entity))
                                .filter(
                                        sent ->
                                                here.contains(sent)
                                                        || sent.event().visibleMicros() <= until)
                                .map(Sent::event)
                                .toList();
                List<@Nullable Object> values =
                        rows.rows().get(i).stream()
                                .<@Nullable Object>map(FeatureValue::value)
                                .toList();
                assertThat(values)
                        .as("seed %d, %s at %d of %s: %s", seed, entity, at, view, known)
                        .isEqualTo(oracle.at(at, known));
            }
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private final MemoryStore memory = new MemoryStore();
    private final RandomViews chance = new RandomViews(new Random(SEED));
    private long nowMicros = 60_000_000;

    private static FeatureDefinitions stream(FeatureView view, boolean hasHistory) {
        return RandomViews.definitions(
                view,
                true,
                new DataSourceConfig.Stream(
                        Optional.empty(),
                        hasHistory
                                ? Optional.of(
                                        new DataSourceConfig.Files("csv", List.of("events.csv")))
                                : Optional.empty(),
                        Duration.ofMinutes(1)),
                Optional.of("i64"));
    }

    private StreamIngestor ingest(FeatureDefinitions definitions) {
        return StreamIngestor.of(EVENTS, definitions, memory, () -> instant(nowMicros), "a test");
    }

    private EventBatch batch(
            StreamIngestor ingest, @Nullable String entity, @Nullable Long id, long at) {
        var batch = new EventBatch();
        @Nullable Object[] values = chance.values("", at, at);
        values[0] = entity;
        values[ID] = id;
        batch.add(ingest.form().event(values));
        return batch;
    }

    @Test
    void report_ofOddEvents_countsEachOnce() {
        StreamIngestor ingest = ingest(stream(chance.columnar(1), true));
        assertThat(ingest.take(batch(ingest, "e", 1L, 10_000_000)).accepted()).isEqualTo(1);
        assertThat(ingest.take(batch(ingest, "e", 1L, 11_000_000)).duplicates()).isEqualTo(1);
        assertThat(ingest.take(batch(ingest, "f", 1L, 11_000_000)).accepted()).isEqualTo(1);
        assertThat(ingest.take(batch(ingest, null, 2L, 11_000_000)).withoutKey()).isEqualTo(1);
        var timeless = new EventBatch();
        timeless.add(ingest.form().event(new @Nullable Object[RandomViews.COLUMNS.size()]));
        assertThat(ingest.take(timeless).withoutTime()).isEqualTo(1);
        assertThat(ingest.status().counted())
                .isEqualTo(new IngestReport(2, 1, 0, 1, 1, 0, List.of()));
    }

    @Test
    void id_afterTheTimeForWhichItIsRemembered_isNobodysAnyMore() {
        StreamIngestor ingest = ingest(stream(chance.columnar(1), false));
        ingest.take(batch(ingest, "e", 1L, 10_000_000));
        nowMicros += 59_000_000;
        assertThat(ingest.take(batch(ingest, "e", 1L, 11_000_000)).duplicates()).isEqualTo(1);
        nowMicros += 61_000_000;
        assertThat(ingest.take(batch(ingest, "e", 1L, 11_000_000)).accepted()).isEqualTo(1);
    }

    @Test
    void log_ofWhatTheHistoryHas_isTakenAway() {
        FeatureView view = chance.columnar(1);
        FeatureDefinitions definitions = stream(view, true);
        StreamIngestor ingest = ingest(definitions);
        ingest.take(batch(ingest, "e", 1L, 10_000_000));
        ingest.take(batch(ingest, "e", 2L, 30_000_000));
        assertThat(logged()).isEqualTo(2);
        materialize(view, definitions, 20_000_000);
        assertThat(logged()).isEqualTo(1);
        assertThat(ingest.take(batch(ingest, "e", 3L, 19_000_000)).inHistory()).isEqualTo(1);
        assertThatThrownBy(() -> materialize(view, definitions, 19_000_000))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1970-01-01T00:00:20Z");
    }

    private int logged() {
        List<byte[]> keys = new ArrayList<>();
        memory.scan(new byte[] {'l'}, (key, value) -> keys.add(key));
        return keys.size();
    }

    private void materialize(FeatureView view, FeatureDefinitions definitions, long until) {
        new MaterializationJob(
                        view,
                        definitions,
                        memory,
                        new MemoryHistory(),
                        MaterializationListener.NONE,
                        CLOCK,
                        Duration.ZERO,
                        LOAD_BYTES,
                        new ReentrantLock())
                .full(instant(until));
    }

    @Test
    void feeding_besideAnotherProcess_isLeftToTheOneThatBeganLast() {
        FeatureDefinitions definitions = stream(chance.columnar(1), true);
        StreamIngestor first = ingest(definitions);
        first.take(batch(first, "e", 1L, 10_000_000));
        StreamIngestor second =
                StreamIngestor.of(EVENTS, definitions, memory, () -> instant(nowMicros), "another");
        second.take(batch(second, "e", 2L, 10_000_000));
        assertThatThrownBy(() -> first.take(batch(first, "e", 3L, 10_000_000)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("another");
    }
}
