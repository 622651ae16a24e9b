package dev.berth.features.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Expectation.Action;
import dev.berth.core.feature.Expectation.Bounds;
import dev.berth.core.feature.Expectation.Rule;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.MemoryHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.statistics.StatisticsStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of a view's expectations, which are checked before rows are read.
final class ExpectationsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final long LOAD_BYTES = 2_000;
    private static final SourceLocation NOWHERE = new SourceLocation(Path.of("test.yaml"), 1);
    private static final FeatureName AMOUNT = new FeatureName("f64");
    private static final FeatureName TEXT = new FeatureName("text");
    private static final FeatureName SUMS = new FeatureName("sums");

    private final MemoryHistory history = new MemoryHistory();
    private final MemoryStore store = new MemoryStore();

    private static Expectation stop(Rule rule) {
        return new Expectation(rule, Action.STOP);
    }

    private static Expectation warn(Rule rule) {
        return new Expectation(rule, Action.WARN);
    }

    private static Bounds atLeast(double min) {
        return new Bounds(Optional.of(min), Optional.empty());
    }

    private static Bounds atMost(double max) {
        return new Bounds(Optional.empty(), Optional.of(max));
    }

    private static FeatureView columns(Expectation... expectations) {
        return view(
                List.of(
                        feature(AMOUNT, FeatureType.of(ValueType.FLOAT64), "f64"),
                        feature(TEXT, FeatureType.of(ValueType.STRING), "text")),
                expectations);
    }

    private static Feature feature(FeatureName name, FeatureType type, String column) {
        return new Feature(
                name,
                type,
                "",
                Optional.empty(),
                Optional.empty(),
                new FeatureComputation.FromColumn(column));
    }

    private static FeatureView view(List<Feature> features, Expectation... expectations) {
        return new FeatureView(
                ViewReference.of("random", 1),
                "",
                Optional.empty(),
                List.of(),
                Map.of(new EntityName("entity"), "entity"),
                new SourceName("events"),
                Optional.empty(),
                Optional.empty(),
                features,
                List.of(expectations),
                NOWHERE);
    }

    /// The sum of amounts for each text.
    private static FeatureView sums(Expectation... expectations) {
        return view(
                List.of(
                        new Feature(
                                SUMS,
                                FeatureType.mapOf(ValueType.FLOAT64),
                                "",
                                Optional.empty(),
                                Optional.empty(),
                                new FeatureComputation.Aggregation(
                                        new FeatureComputation.Aggregate.Plain(
                                                FeatureComputation.Kind.SUM),
                                        Optional.of("f64"),
                                        Optional.empty(),
                                        Optional.of("text"),
                                        new AggregationWindow.Unbounded()))),
                expectations);
    }

    /// An event with an amount and a text, either of which may be missing.
    private static ImmutableEvent event(
            long seconds, @Nullable Double amount, @Nullable String text) {
        @Nullable Object[] values = new @Nullable Object[RandomViews.COLUMNS.size()];
        int index = 0;
        for (String column : RandomViews.COLUMNS.keySet()) {
            if (column.equals("f64")) {
                values[index] = amount;
            } else if (column.equals("text")) {
                values[index] = text;
            }
            index++;
        }
        return new ImmutableEvent(seconds * 1_000_000, seconds * 1_000_000, values);
    }

    private static MaterializationJob materialization(
            FeatureView view, OnlineStore store, MemoryHistory history) {
        return new MaterializationJob(
                view,
                RandomViews.definitions(view, true),
                store,
                history,
                MaterializationListener.NONE,
                InstantSource.fixed(Instant.EPOCH),
                Duration.ZERO,
                LOAD_BYTES,
                new ReentrantLock());
    }

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

    private static Map<String, String> all(OnlineStore store) {
        Map<String, String> content = new TreeMap<>();
        store.scan(
                new byte[0],
                (key, value) -> content.put(Arrays.toString(key), Arrays.toString(value)));
        return content;
    }

    private static Instant at(long seconds) {
        return Instant.ofEpochSecond(seconds);
    }

    private List<String> unmet(FeatureView view) {
        return materialization(view, new MemoryStore(), history).full(at(1_000)).unmet().stream()
                .map(UnmetExpectation::toString)
                .toList();
    }

    @Test
    void full_ofEachRule_saysWhatIsNotMet() {
        history.add("a", event(10, 1.0, "x"));
        history.add("b", event(400, null, "x"));
        history.add("c", event(20, 250.0, "y"));

        assertThat(
                        unmet(
                                columns(
                                        warn(new Expectation.Rows(atLeast(4))),
                                        warn(new Expectation.Age(Duration.ofMinutes(5))),
                                        warn(new Expectation.Missing(AMOUNT, 0.3)),
                                        warn(new Expectation.Value(AMOUNT, atMost(100))),
                                        warn(new Expectation.Distinct(TEXT, atLeast(3))))))
                .containsExactly(
                        "rows: 3 (expected: at least 4)",
                        "age of the newest event: it happened at 1970-01-01T00:06:40Z, and rows are"
                                + " up to 1970-01-01T00:16:40Z (expected: at most 5m)",
                        "missing of f64: 1 of 3 (expected: at most 0.3)",
                        "value of f64: 1 of 2 entities, such as 250.0 of entity c (expected: at"
                                + " most 100)",
                        "distinct of text: 2 (expected: at least 3)");
        assertThat(
                        unmet(
                                columns(
                                        warn(
                                                new Expectation.Rows(
                                                        new Bounds(
                                                                Optional.of(3.0),
                                                                Optional.of(3.0)))),
                                        warn(new Expectation.Age(Duration.ofMinutes(10))),
                                        warn(new Expectation.Missing(AMOUNT, 0.34)),
                                        warn(new Expectation.Value(AMOUNT, atMost(250))),
                                        warn(new Expectation.Distinct(TEXT, atMost(2))))))
                .isEmpty();
    }

    @Test
    void full_ofNoEvents_hasNoNewestEvent() {
        assertThat(
                        unmet(
                                columns(
                                        warn(new Expectation.Age(Duration.ofDays(1))),
                                        warn(new Expectation.Missing(AMOUNT, 0)))))
                .containsExactly("age of the newest event: no event (expected: at most 1d)");
    }

    @Test
    void full_ofNotANumber_isInNoRange() {
        history.add("a", event(10, Double.POSITIVE_INFINITY, "x"));

        assertThat(unmet(columns(warn(new Expectation.Value(AMOUNT, atLeast(0)))))).isEmpty();
        assertThat(unmet(columns(warn(new Expectation.Value(AMOUNT, atMost(1e308))))))
                .singleElement()
                .asString()
                .contains("Infinity of entity a");
    }

    @Test
    void full_ofMapsOfNumbers_looksAtEachOfThem() {
        history.add("a", event(10, 1.0, "x"));
        history.add("a", event(11, 5.0, "y"));

        assertThat(unmet(sums(warn(new Expectation.Value(SUMS, atMost(4))))))
                .singleElement()
                .asString()
                .contains("5.0 of entity a");
        assertThat(unmet(sums(warn(new Expectation.Value(SUMS, atMost(5)))))).isEmpty();
    }

    @Test
    void full_thatStops_leavesTheRowsOfBeforeAndNothingElse() {
        FeatureView view = columns(stop(new Expectation.Value(AMOUNT, atMost(100))));
        history.add("a", event(10, 1.0, "x"));
        materialization(view, store, history).full(at(100));
        Map<String, String> before = all(store);
        history.add("b", event(110, 500.0, "x"));

        ProblemException failed =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> materialization(view, store, history).full(at(200)));

        assertThat(failed.problem().code()).isEqualTo(ProblemCode.EXPECTATION_FAILED);
        assertThat(failed.problem().message())
                .contains("500.0 of entity b")
                .contains("expected: at most 100");
        assertThat(withoutGenerations(all(store))).isEqualTo(withoutGenerations(before));
    }

    /// All but the last generation number, which is never reused.
    private static Map<String, String> withoutGenerations(Map<String, String> content) {
        var space = ViewKeyspace.of(columns(), RandomViews.definitions(columns(), true));
        content.remove(Arrays.toString(space.markKey("generations")));
        return content;
    }

    @Test
    void incremental_thatStops_leavesTheRowsOfBeforeAndNothingElse() {
        FeatureView view =
                columns(
                        stop(new Expectation.Value(AMOUNT, atMost(100))),
                        warn(new Expectation.Rows(atMost(1))));
        history.add("a", event(10, 1.0, "x"));
        materialization(view, store, history).incremental(at(100));
        Map<String, String> before = all(store);
        history.add("a", event(110, 500.0, "x"));

        assertThatThrownBy(() -> materialization(view, store, history).incremental(at(200)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("500.0 of entity a");
        assertThat(all(store)).isEqualTo(before);

        history.add("a", event(120, 50.0, "x"));
        history.add("b", event(130, 7.0, "x"));
        MaterializationResult mended = materialization(view, store, history).incremental(at(200));

        assertThat(mended.unmet())
                .singleElement()
                .asString()
                .isEqualTo("rows: 2 (expected: at most 1)");
        assertThat(rows(view, store)).hasSize(2);
    }

    @Test
    void incremental_ofShares_countsTheRowsThatAreThereAsWell() {
        FeatureView view = columns(stop(new Expectation.Missing(AMOUNT, 0.05)));
        for (int i = 0; i < 100; i++) {
            history.add("e%03d".formatted(i), event(10, 1.0, "x"));
        }
        materialization(view, store, history).incremental(at(100));
        history.add("e007", event(110, null, "x"));
        assertThat(materialization(view, store, history).incremental(at(200)).unmet()).isEmpty();

        for (int i = 10; i < 15; i++) {
            history.add("e%03d".formatted(i), event(210, null, "x"));
        }

        assertThatThrownBy(() -> materialization(view, store, history).incremental(at(300)))
                .hasMessageContaining("missing of f64: 6 of 100");
    }

    @Test
    void incremental_withoutEvents_stillTellsThatTheyAreOld() {
        FeatureView view = columns(stop(new Expectation.Age(Duration.ofMinutes(10))));
        history.add("a", event(10, 1.0, "x"));
        materialization(view, store, history).incremental(at(100));
        assertThat(materialization(view, store, history).incremental(at(610)).unmet()).isEmpty();

        assertThatThrownBy(() -> materialization(view, store, history).incremental(at(611)))
                .hasMessageContaining("age of the newest event");
    }

    @Test
    void range_thatStops_leavesTheRowsOfBefore() {
        FeatureView view = columns(stop(new Expectation.Value(AMOUNT, atMost(100))));
        FeatureView free = columns();
        history.add("a", event(10, 500.0, "x"));
        materialization(free, store, history).incremental(at(100));
        Map<String, String> before = all(store);

        assertThatThrownBy(() -> materialization(view, store, history).range(at(0), at(100)))
                .hasMessageContaining("500.0 of entity a");
        assertThat(all(store)).isEqualTo(before);
    }

    /// A run that is broken anywhere, repeatedly, has the same result, and a stopped one leaves
    /// nothing.
    @Test
    void full_brokenAnywhere_leavesNoRowOfWhatStopped() {
        var random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            var breaking = new BreakingStore(random);
            FeatureView view = columns(stop(new Expectation.Value(AMOUNT, atMost(100))));
            var good = new MemoryHistory();
            var bad = new MemoryHistory();
            for (int entity = 0; entity < 60; entity++) {
                String name = "e%02d".formatted(entity);
                bad.add(name, event(10, entity == 59 ? 500.0 : 1.0, "x"));
                if (entity % 3 == 0) {
                    good.add(name, event(10, 2.0, "x"));
                }
            }
            BreakingStore.persist(
                    () ->
                            assertThatThrownBy(
                                            () ->
                                                    materialization(view, breaking, bad)
                                                            .full(at(100)))
                                    .satisfies(ExpectationsTest::rethrowIfBroken)
                                    .hasMessageContaining("500.0 of entity e59"));
            assertThat(rows(view, breaking.store())).as("seed %d, %d", SEED, i).isEmpty();

            BreakingStore.persist(() -> materialization(view, breaking, good).full(at(100)));
            materialization(view, store, good).full(at(100));

            assertThat(rows(view, breaking.store()))
                    .as("seed %d, %d", SEED, i)
                    .isEqualTo(rows(view, store));
            var kept =
                    new StatisticsStore(
                            view, RandomViews.definitions(view, true), breaking.store());
            assertThat(kept.latest().orElseThrow().entityCount()).isEqualTo(20);
        }
    }

    private static void rethrowIfBroken(Throwable failure) {
        if (failure instanceof BreakingStore.BrokenException broken) {
            throw broken;
        }
    }

    /// Incremental and full runs meet the same expectations.
    @Test
    void incremental_ofRandomHistories_meetsWhatARunInFullMeets() {
        var random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            var events = new MemoryHistory();
            FeatureView view = columns(randomRules(random));
            var added = new MemoryStore();
            for (int run = 1; run <= 4; run++) {
                int count = random.nextInt(12);
                for (int event = 0; event < count; event++) {
                    events.add("e%02d".formatted(random.nextInt(30)), randomEvent(random, run));
                }
                List<UnmetExpectation> inPart =
                        materialization(view, added, events).incremental(at(run * 100L)).unmet();
                List<UnmetExpectation> inFull =
                        materialization(view, new MemoryStore(), events)
                                .full(at(run * 100L))
                                .unmet();
                assertThat(rulesOf(inPart)).as("seed %d, %d", SEED, i).isSubsetOf(rulesOf(inFull));
                assertThat(
                                rulesOf(inFull).stream()
                                        .filter(rule -> !(rule instanceof Expectation.Value)))
                        .as("seed %d, %d", SEED, i)
                        .allMatch(rulesOf(inPart)::contains);
            }
        }
    }

    private static List<Rule> rulesOf(List<UnmetExpectation> unmet) {
        return unmet.stream().map(each -> each.expectation().rule()).toList();
    }

    private static Expectation[] randomRules(Random random) {
        List<Expectation> rules = new ArrayList<>();
        rules.add(warn(new Expectation.Rows(atLeast(random.nextInt(30)))));
        rules.add(warn(new Expectation.Age(Duration.ofSeconds(1 + random.nextInt(150)))));
        rules.add(warn(new Expectation.Missing(AMOUNT, random.nextDouble() / 2)));
        rules.add(warn(new Expectation.Distinct(TEXT, atLeast(random.nextInt(8)))));
        rules.add(warn(new Expectation.Distinct(AMOUNT, atMost(random.nextInt(20)))));
        rules.add(warn(new Expectation.Value(AMOUNT, atMost(random.nextInt(20)))));
        return rules.toArray(Expectation[]::new);
    }

    private static ImmutableEvent randomEvent(Random random, int run) {
        return event(
                run * 100L - random.nextInt(100),
                random.nextInt(4) == 0 ? null : (double) random.nextInt(20),
                "t" + random.nextInt(8));
    }
}
