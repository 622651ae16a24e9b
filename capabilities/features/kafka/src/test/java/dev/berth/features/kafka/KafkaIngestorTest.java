package dev.berth.features.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.StreamIngestion;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests of ingestion from topics of a real broker.
final class KafkaIngestorTest {
    private static final SourceLocation HERE = new SourceLocation(Path.of("features.yaml"), 1);
    private static final SourceName VISITS = new SourceName("visits");
    private static final int ENTITIES = 7;
    private static final SourcePathResolver PLACE = new SourcePathResolver(Path.of(""), Map.of());

    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = SecuredBroker.ofThisModule().broker();
    }

    private static FeatureDefinitions definitions(String topic, Optional<String> id) {
        var place =
                new Entity(
                        new EntityName("place"), "place", ValueType.STRING, "", Optional.empty());
        var source =
                new EventSource(
                        VISITS,
                        "",
                        Optional.empty(),
                        new DataSourceConfig.Stream(
                                Optional.of(new DataSourceConfig.Topic(broker.address(), topic)),
                                Optional.empty(),
                                Duration.ofDays(1)),
                        "at",
                        Optional.empty(),
                        id,
                        ZoneOffset.UTC,
                        Map.of(
                                "at", FeatureType.of(ValueType.TIMESTAMP),
                                "id", FeatureType.of(ValueType.INT64),
                                "place", FeatureType.of(ValueType.STRING)),
                        HERE);
        var count =
                new Feature(
                        new FeatureName("count"),
                        FeatureType.of(ValueType.INT64),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        new Aggregation(
                                new Aggregate.Plain(Kind.COUNT),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                new AggregationWindow.Unbounded()));
        var view =
                new FeatureView(
                        ViewReference.of("visited", 1),
                        "",
                        Optional.empty(),
                        List.of(),
                        Map.of(place.name(), "place"),
                        VISITS,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(count),
                        HERE);
        return new FeatureDefinitions(
                new TreeMap<>(Map.of(place.name(), place)),
                new TreeMap<>(Map.of(VISITS, source)),
                new TreeMap<>(Map.of(view.reference(), view)),
                new TreeMap<>());
    }

    private static List<String> events(int from, int to) {
        List<String> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(
                    "{\"id\":%d,\"place\":\"p%d\",\"at\":\"2026-11-01T12:00:00Z\"}"
                            .formatted(i, i % ENTITIES));
        }
        return events;
    }

    private static long counted(FeatureDefinitions definitions, OnlineStore store) {
        var reads = new StoreFeatureReader(definitions, store, InstantSource.system());
        List<Object> places = new ArrayList<>();
        for (int i = 0; i < ENTITIES; i++) {
            places.add("p" + i);
        }
        var feature =
                new FeatureReference(ViewReference.of("visited", 1), new FeatureName("count"));
        return reads
                .read(FeatureQuery.of(List.of(feature), Map.of("place", places), Optional.empty()))
                .rows()
                .stream()
                .mapToLong(row -> row.getFirst().value() instanceof Long count ? count : 0)
                .sum();
    }

    private static StreamIngestion feeding(FeatureDefinitions definitions, OnlineStore store) {
        StreamIngestor ingest =
                StreamIngestor.of(VISITS, definitions, store, InstantSource.system(), "a test");
        return source -> ingest;
    }

    private static DataSourceConfig.Topic topic(String name) {
        return new DataSourceConfig.Topic(broker.address(), name);
    }

    @Test
    void events_ofATopic_areCountedOnce_howeverOftenTheFeedIsStartedAgain() throws Exception {
        FeatureDefinitions definitions = definitions("restarted", Optional.empty());
        broker.create("restarted", 3);
        var store = new MemoryStore();
        int sent = 0;
        for (int round = 0; round < 4; round++) {
            broker.send("restarted", events(sent, sent + 500));
            sent += 500;
            long wanted = sent - 500L * (round % 2);
            // Stopped in the middle every other time.
            try (KafkaIngestor feed =
                    KafkaIngestor.start(
                            VISITS, topic("restarted"), PLACE, feeding(definitions, store))) {
                Await.until("the events", () -> counted(definitions, store) >= wanted);
                assertThat(feed.status().failure()).isEmpty();
            }
        }
        try (KafkaIngestor feed =
                KafkaIngestor.start(
                        VISITS, topic("restarted"), PLACE, feeding(definitions, store))) {
            Await.until("the end", () -> feed.status().lag().orElse(1) == 0);
            assertThat(counted(definitions, store)).isEqualTo(2_000);
        }
    }

    private static KafkaIngestor standby(
            String topic, OnlineStore store, String writer, Duration patience) {
        StreamIngestor ingest =
                StreamIngestor.of(
                        VISITS,
                        definitions(topic, Optional.empty()),
                        store,
                        InstantSource.system(),
                        writer);
        return KafkaIngestor.start(VISITS, topic(topic), PLACE, source -> ingest, patience);
    }

    /// As replicas do: the second displaces the first, and ends.
    @Test
    void displacedProcess_takesOverFromOneThatEnded_andCountsOnce() throws Exception {
        FeatureDefinitions definitions = definitions("replicas", Optional.empty());
        broker.create("replicas", 3);
        var store = new MemoryStore();
        try (KafkaIngestor first = standby("replicas", store, "first", Duration.ofSeconds(1))) {
            broker.send("replicas", events(0, 100));
            Await.until("the first", () -> counted(definitions, store) == 100);
            try (KafkaIngestor second =
                    standby("replicas", store, "second", Duration.ofSeconds(1))) {
                Await.until("the second", () -> second.status().lag().orElse(1) == 0);
                broker.send("replicas", events(100, 200));
                Await.until("both", () -> counted(definitions, store) == 200);
                // What was read is counted after it is written.
                Await.until(
                        "their counts",
                        () -> first.status().recordCount() + second.status().recordCount() == 200);
            }
            long before = first.status().recordCount();
            broker.send("replicas", events(200, 300));
            Await.until("the first again", () -> counted(definitions, store) == 300);
            Await.until("its count", () -> first.status().recordCount() >= before + 100);
        }
    }

    @Test
    void displacedProcess_standsBy_whileTheOtherReads() throws Exception {
        FeatureDefinitions definitions = definitions("read", Optional.empty());
        broker.create("read", 1);
        var store = new MemoryStore();
        try (KafkaIngestor first = standby("read", store, "first", Duration.ofDays(1))) {
            broker.send("read", events(0, 10));
            Await.until("the first", () -> counted(definitions, store) == 10);
            // A writer that takes every event at once, without a topic of its own.
            StreamIngestor other =
                    StreamIngestor.of(
                            VISITS, definitions, store, InstantSource.system(), "another");
            other.take(new EventBatch());
            broker.send("read", events(10, 20));
            Await.until("its rejection", () -> first.status().failure().isPresent());

            assertThat(first.status().recordCount()).isEqualTo(10);
            assertThat(first.status().failure().orElse("")).contains("another");
        }
    }

    @Test
    void events_whileTheStoreFails_areCountedOnce() throws Exception {
        FeatureDefinitions definitions = definitions("failing", Optional.empty());
        broker.create("failing", 2);
        var store = new FailingStore();
        try (KafkaIngestor feed =
                KafkaIngestor.start(VISITS, topic("failing"), PLACE, feeding(definitions, store))) {
            for (int round = 0; round < 4; round++) {
                broker.send("failing", events(round * 20, round * 20 + 20));
                Await.until("a round", () -> feed.status().lag().orElse(1) == 0);
            }
            Await.until("the events", () -> counted(definitions, store.store) >= 80);
            assertThat(counted(definitions, store.store)).isEqualTo(80);
        }
        assertThat(store.failures).isPositive();
    }

    @Test
    void events_sentTwiceOrUnreadable_areReported() throws Exception {
        FeatureDefinitions definitions = definitions("odd", Optional.of("id"));
        broker.create("odd", 1);
        var store = new MemoryStore();
        List<String> values = new ArrayList<>(events(0, 10));
        values.addAll(events(5, 10));
        values.add("{broken");
        values.add("{\"place\":1}");
        broker.send("odd", values);
        try (KafkaIngestor feed =
                KafkaIngestor.start(VISITS, topic("odd"), PLACE, feeding(definitions, store))) {
            Await.until("the end", () -> feed.status().lag().orElse(1) == 0);
            var report = feed.status().ingested().counted();
            assertThat(report.accepted()).isEqualTo(10);
            assertThat(report.duplicates()).isEqualTo(5);
            assertThat(report.malformed()).isEqualTo(2);
        }
    }

    @Test
    void feed_ofATopicThatIsNotThere_saysSoAndGoesOnWhenItIs() throws Exception {
        FeatureDefinitions definitions = definitions("later", Optional.empty());
        var store = new MemoryStore();
        try (KafkaIngestor feed =
                KafkaIngestor.start(VISITS, topic("later"), PLACE, feeding(definitions, store))) {
            Await.until("the failure", () -> feed.status().failure().isPresent());
            broker.create("later", 1);
            broker.send("later", events(0, 10));
            Await.until("the events", () -> counted(definitions, store) == 10);
        }
    }

    /// Store that fails at some writes, before or after them.
    private static final class FailingStore implements OnlineStore {
        private final MemoryStore store = new MemoryStore();
        private final Random random = new Random(1);
        private int failures;

        private void fail() {
            if (random.nextInt(8) == 0) {
                failures++;
                throw new ProblemException(
                        ProblemCode.ONLINE_STORE_UNAVAILABLE, "away", "bring it back");
            }
        }

        @Override
        public byte @Nullable [] read(byte[] key) {
            return store.read(key);
        }

        @Override
        public List<byte @Nullable []> readAll(List<byte[]> keys) {
            return store.readAll(keys);
        }

        @Override
        public void write(StoreBatch batch) {
            fail();
            store.write(batch);
            fail();
        }

        @Override
        public boolean writeIf(
                List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
            fail();
            boolean isWritten = store.writeIf(keys, values, batch);
            fail();
            return isWritten;
        }

        @Override
        public void deletePrefix(byte[] prefix) {
            store.deletePrefix(prefix);
        }

        @Override
        public void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
            store.scan(prefix, visitor);
        }

        @Override
        public boolean isInlineable() {
            return true;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
