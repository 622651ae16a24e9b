package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.FeatureVersions;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.signature.Field;
import dev.berth.events.UsedFeature;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.testkit.events.CollectingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Features that endpoints read for their models.
final class FeatureEndpointsTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private static final String FEATURES =
            """
            entities:
              airport: {type: string, meaning: an airport by its code}
            sources:
              flights:
                parquet: flights.parquet
                timestamp-column: left
                columns: {left: timestamp, origin: string, delay: float64}
            views:
              departures:
                version: 1
                summary: how departures go
                entities: {airport: origin}
                source: flights
                features:
                  delay: {aggregate: mean, input-column: delay, window: 3h, meaning: their mean delay}
                  count: {aggregate: count, window: 3h, meaning: how many there were}
            on-demand:
              calendar:
                version: 1
                summary: what the calendar says
                inputs: {time: timestamp}
                views: {there: {view: departures@1, keys: {airport: origin}}}
                features:
                  hour: {type: int64, expression: request.time.getHours(), meaning: the hour}
                  late: {type: float64, expression: there.delay * 2.0, default: -1, meaning: twice the delay}
            """;

    private static final String MODEL =
            """
            inputs: a float32 [N]; b float32 [N]; hour int64 [N]
            outputs: a float32 [N]; b float32 [N]; hour int64 [N]
            """;

    private static final String SIGNATURE =
            """
              batch: N
              inputs:
                - {name: a, type: float32, shape: [N], meaning: the delay at the origin}
                - {name: b, type: float32, shape: [N], meaning: the delay at the destination}
                - {name: hour, type: int64, shape: [N], meaning: the hour}
              outputs:
                - {name: a, type: float32, shape: [N], meaning: the same}
                - {name: b, type: float32, shape: [N], meaning: the same}
                - {name: hour, type: int64, shape: [N], meaning: the same}
            """;

    private static final String NEEDS =
            """
            warm-up: 0
            features:
              as-of: time
              inputs:
                a: {feature: "departures@1:delay", keys: {airport: origin}}
                b: {feature: "departures@1:delay", keys: {airport: destination}}
                hour: "calendar@1:hour"
            """;

    private static final Map<String, Object> RECORD =
            Map.of("origin", "JFK", "destination", "BOS", "time", NOON.toString());

    @TempDir private Path directory;

    private EndpointSystem system;
    private final MemoryStore store = new MemoryStore();

    @BeforeEach
    void writeSystem() {
        system =
                new EndpointSystem(directory)
                        .features(FEATURES)
                        .model("late", "1", MODEL, SIGNATURE)
                        .more("late", NEEDS);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    /// An hour before noon there was a delay of 10 at JFK, and one of 20.
    private void materialize() {
        materialize(1, 10.0, 20.0);
    }

    /// An hour before noon there were these delays at JFK.
    private void materialize(int version, double... delays) {
        FeatureDefinitions definitions = snapshot().part(Features.class).definitions();
        long time = ChronoUnit.MICROS.between(Instant.EPOCH, NOON.minusSeconds(3600));
        OfflineStore history =
                (query, visitor) -> {
                    for (double delay : delays) {
                        visitor.event(
                                List.of("JFK"), new ImmutableEvent(time, time, time, "JFK", delay));
                    }
                };
        new MaterializationJob(
                        definitions.view(ViewReference.of("departures", version)),
                        definitions,
                        store,
                        history,
                        MaterializationListener.NONE)
                .full(NOON.minusSeconds(60));
    }

    private CatalogSnapshot snapshot() {
        return Catalog.open(directory).read();
    }

    private EndpointSystem open(String steps) {
        return system.endpoint("e", "steps: " + steps + "\n")
                .open(store, InstantSource.fixed(NOON));
    }

    private List<String> inputs() {
        return system.endpoints().acquire(new EndpointName("e")).signature().inputs().stream()
                .map(Field::name)
                .toList();
    }

    @Test
    void inputs_thatThePackageHasFeaturesFor_areReadByTheKeysThatCallersSend() {
        materialize();
        open("{it: {model: late}}");
        assertThat(system.errors("e")).isEmpty();
        assertThat(inputs()).containsExactlyInAnyOrder("origin", "destination", "time", "a", "b");
        Map<String, Object> answer = system.predict("e", RECORD);
        assertThat(answer).containsEntry("a", 15f).containsEntry("hour", 12L);
        // Of Boston nothing is known.
        assertThat(answer.get("b")).isEqualTo(Float.NaN);
    }

    @Test
    void value_thatTheCallerSends_standsInPlaceOfTheFeature() {
        materialize();
        open("{it: {model: late}}");
        Map<String, Object> answer =
                system.predict(
                        "e",
                        Map.of(
                                "origin",
                                "JFK",
                                "destination",
                                "BOS",
                                "time",
                                NOON.toString(),
                                "b",
                                7.5));
        assertThat(answer).containsEntry("a", 15f).containsEntry("b", 7.5f);
    }

    @Test
    void event_ofARecord_hasTheFeaturesThatWereUsed() {
        materialize();
        var listener = CollectingListener.ofAll();
        system.listeners(listener);
        open("{it: {model: late}}");
        Map<String, Object> record = new HashMap<>(RECORD);
        var _ = system.predict("e", record);
        record.put("a", 7.5);
        var _ = system.predict("e", record);

        var delay = FeatureReference.parse("departures@1:delay");
        var hour = FeatureReference.parse("calendar@1:hour");
        assertThat(listener.await(2).getFirst().event().features())
                .containsExactly(
                        new UsedFeature(delay, 15.0, "present"),
                        new UsedFeature(delay, null, "not_found"),
                        new UsedFeature(hour, 12L, "present"));
        assertThat(listener.received().get(1).event().features().getFirst())
                .isEqualTo(new UsedFeature(delay, null, UsedFeature.SENT));
    }

    @Test
    void instant_laterThanTheWindow_seesNothing() {
        materialize();
        open("{it: {model: late}}");
        Map<String, Object> answer =
                system.predict(
                        "e",
                        Map.of(
                                "origin",
                                "JFK",
                                "destination",
                                "BOS",
                                "time",
                                NOON.plusSeconds(4 * 3600).toString()));
        assertThat(answer).containsEntry("a", Float.NaN).containsEntry("hour", 16L);
    }

    @Test
    void input_thatTheStepBinds_isNotRead() {
        materialize();
        open("{it: {model: late, inputs: {a: \"1.5\", b: \"2.5\"}}}");
        assertThat(inputs()).containsExactly("time");
        assertThat(system.predict("e", Map.of("time", NOON.toString())))
                .containsEntry("a", 1.5f)
                .containsEntry("b", 2.5f);
    }

    @Test
    void step_ofItsOwn_readsFeaturesByWhatItBinds() {
        materialize();
        open(
                """
                {known: {features: {count: "departures@1:count", late: "calendar@1:late"}, inputs: {origin: input.airport}},
                        out: {compute: {count: known.count, late: known.late}}}
                """);
        assertThat(system.errors("e")).isEmpty();
        assertThat(system.predict("e", Map.of("airport", "JFK")))
                .containsEntry("count", 2L)
                .containsEntry("late", 30.0);
        assertThat(system.predict("e", Map.of("airport", "XXX")))
                .containsEntry("count", 0L)
                .containsEntry("late", -1.0);
    }

    /// The model with features of another version of the view answers anew, though all that callers
    /// send is as before; what is known of the airport is what the time to live is for.
    @Test
    void answersThatAreKept_featuresOfAnotherVersion_areNotThoseOfTheOldOne() throws IOException {
        CatalogSnapshot first = snapshot();
        assertThat(FeatureVersions.of(directory, first).apply(NOON, "1")).isNotEmpty();
        // The first version, described no more, is served as it was published.
        system.features(
                FEATURES.replaceFirst("version: 1", "version: 2")
                        .replace("delay: {aggregate: mean", "delay: {aggregate: max"));
        materialize();
        materialize(2, 20.0);
        system.endpoint("e", "steps: {it: {model: late}}\ncache: {max-bytes: 1MiB, ttl: 1h}\n")
                .open(store, InstantSource.fixed(NOON));
        assertThat(system.predict("e", RECORD)).containsEntry("a", 15f);
        materialize(1, 40.0);
        assertThat(system.predict("e", RECORD)).containsEntry("a", 15f);
        system.replaceIn("late", "departures@1", "departures@2");
        system.serving().refresh().join();
        assertThat(system.predict("e", RECORD)).containsEntry("a", 20f);
        system.replaceIn("late", "departures@2", "departures@1");
        system.serving().refresh().join();
        assertThat(system.predict("e", RECORD)).containsEntry("a", 40f);
    }

    @Test
    void feature_thatIsNotDefined_isAnErrorOfTheEndpoint() {
        open("{known: {features: {x: \"departures@1:dely\"}}, out: {compute: {x: known.x}}}");
        assertThat(system.errors("e"))
                .singleElement()
                .asString()
                .contains("departures@1:dely")
                .contains("did you mean 'delay'?");
    }

    @Test
    void store_thatWaits_isReadOnAnotherThread() {
        materialize();
        var slow = new SlowStore(store);
        system.endpoint("e", "steps: {it: {model: late}}\n").open(slow, InstantSource.fixed(NOON));
        assertThat(system.predict("e", RECORD)).containsEntry("a", 15f);
        assertThat(slow.wasVirtual).isTrue();
    }

    @Test
    void instant_thatIsNone_isTheCallersFault() {
        materialize();
        open("{it: {model: late}}");
        assertThatThrownBy(
                        () ->
                                system.predict(
                                        "e",
                                        Map.of(
                                                "origin",
                                                "JFK",
                                                "destination",
                                                "BOS",
                                                "time",
                                                "noon")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("2026-11-27T12:00:00Z");
    }

    /// One that takes its time, as those of other machines do.
    private static final class SlowStore implements OnlineStore {
        private final OnlineStore store;
        private volatile boolean wasVirtual;

        SlowStore(OnlineStore store) {
            this.store = store;
        }

        @Override
        public byte @Nullable [] read(byte[] key) {
            wasVirtual = Thread.currentThread().isVirtual();
            return store.read(key);
        }

        @Override
        public List<byte @Nullable []> readAll(List<byte[]> keys) {
            wasVirtual = Thread.currentThread().isVirtual();
            return store.readAll(keys);
        }

        @Override
        public void write(StoreBatch batch) {
            store.write(batch);
        }

        @Override
        public boolean writeIf(
                List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
            return store.writeIf(keys, values, batch);
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
            return false;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
