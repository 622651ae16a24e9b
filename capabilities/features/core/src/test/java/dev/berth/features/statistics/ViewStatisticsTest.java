package dev.berth.features.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.MemoryHistory;
import dev.berth.features.Oracle;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.statistics.Histogram;
import dev.berth.statistics.NumericSummary;
import dev.berth.statistics.ValueStatistics;
import dev.berth.statistics.ValueStatistics.Frequent;
import dev.berth.statistics.ValueStatistics.Numbers;
import dev.berth.statistics.ValueStatistics.Sizes;
import dev.berth.statistics.ValueStatistics.Texts;
import dev.berth.statistics.ValueStatistics.Truths;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of statistics on random views, against values by the definition.
final class ViewStatisticsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int FACTOR = Integer.getInteger("berth.cases.factor", 1);

    private final Random random = new Random(SEED);
    private final RandomViews chance = new RandomViews(random);

    private MemoryHistory history(int entities) {
        var history = new MemoryHistory();
        for (int i = 0; i < entities; i++) {
            String entity = name(i);
            chance.events(1 + random.nextInt(8), true).forEach(event -> history.add(entity, event));
        }
        return history;
    }

    private static String name(int entity) {
        return "e%05d".formatted(entity);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static MaterializationJob materialization(
            FeatureView view, OnlineStore store, OfflineStore history) {
        return new MaterializationJob(
                view,
                RandomViews.definitions(view, true),
                store,
                history,
                MaterializationListener.NONE);
    }

    private static ViewStatistics kept(FeatureView view, OnlineStore store) {
        return new StatisticsStore(view, RandomViews.definitions(view, true), store)
                .latest()
                .orElseThrow();
    }

    private static FeatureView living(FeatureView view, Duration timeToLive) {
        return new FeatureView(
                view.reference(),
                view.summary(),
                view.owner(),
                view.tags(),
                view.keys(),
                view.source(),
                view.transformation(),
                Optional.of(timeToLive),
                view.features(),
                view.location());
    }

    @Test
    void statistics_ofRandomViews_areThoseOfTheDefinition() {
        for (int i = 0; i < 40 * FACTOR; i++) {
            FeatureView view = random.nextInt(2) == 0 ? chance.columnar(1) : chance.windowed(1);
            if (random.nextBoolean()) {
                view = living(view, Duration.ofSeconds(1 + random.nextInt(30)));
            }
            MemoryHistory history = history(120);
            var store = new MemoryStore();
            long at = Long.MIN_VALUE;
            for (int run = 0; run < 3; run++) {
                at = Math.max(at, chance.instant());
                var outcome = materialization(view, store, history).incremental(instant(at));
                assertThat(outcome.statistics()).contains(kept(view, store));
                check(view, history, at, kept(view, store));
            }
        }
    }

    private static void check(
            FeatureView view, MemoryHistory history, long at, ViewStatistics statistics) {
        var oracle = new Oracle(view, RandomViews.COLUMNS);
        List<List<Object>> values = new ArrayList<>();
        view.features().forEach(feature -> values.add(new ArrayList<>()));
        long entities = 0;
        long expired = 0;
        long[] missing = new long[view.features().size()];
        for (int i = 0; i < 120; i++) {
            List<ImmutableEvent> events = history.of(name(i));
            long latest =
                    events.stream()
                            .filter(event -> event.visibleMicros() <= at)
                            .mapToLong(ImmutableEvent::timeMicros)
                            .max()
                            .orElse(Long.MIN_VALUE);
            if (latest == Long.MIN_VALUE) {
                continue;
            }
            entities++;
            long ttl = view.timeToLive().map(time -> time.toMillis() * 1_000).orElse(1L << 60);
            if (at - latest > ttl) {
                expired++;
                continue;
            }
            List<@Nullable Object> read = oracle.at(at, events);
            for (int j = 0; j < read.size(); j++) {
                Object value = read.get(j);
                if (value == null) {
                    missing[j]++;
                } else {
                    values.get(j).add(value);
                }
            }
        }
        assertThat(statistics.until()).isEqualTo(instant(at));
        assertThat(statistics.entityCount()).isEqualTo(entities);
        assertThat(statistics.sampledCount()).isEqualTo(entities);
        for (int j = 0; j < missing.length; j++) {
            Feature feature = view.features().get(j);
            FeatureStatistics of = statistics.find(feature.name()).orElseThrow();
            String what = "seed %d, %s at %d".formatted(SEED, feature, at);
            assertThat(of.presentCount()).as(what).isEqualTo(values.get(j).size());
            assertThat(of.missingCount()).as(what).isEqualTo(missing[j]);
            assertThat(of.expiredCount()).as(what).isEqualTo(expired);
            checkValues(feature.type(), values.get(j), of.values(), what);
        }
    }

    private static void checkValues(
            FeatureType type, List<Object> values, ValueStatistics statistics, String what) {
        switch (statistics) {
            case Numbers numbers -> checkNumbers(values, numbers, what);
            case Truths truths ->
                    assertThat(truths.trueCount())
                            .as(what)
                            .isEqualTo(values.stream().filter(Boolean.TRUE::equals).count());
            case Texts texts -> checkTexts(values, texts, what);
            case Sizes sizes -> {
                assertThat(type.isList() || type.isMap()).isTrue();
                checkNumbers(
                        values.stream().<Object>map(ViewStatisticsTest::size).toList(),
                        sizes.sizes(),
                        what);
            }
        }
    }

    private static int size(Object value) {
        return value instanceof Map<?, ?> map ? map.size() : ((Collection<?>) value).size();
    }

    private static void checkTexts(List<Object> values, Texts texts, String what) {
        Map<String, Long> counts = new HashMap<>();
        values.forEach(value -> counts.merge((String) value, 1L, Long::sum));
        assertThat(texts.distinctCount()).as(what).isEqualTo(counts.size());
        List<Frequent> expected =
                counts.entrySet().stream()
                        .filter(entry -> entry.getValue() > 1)
                        .map(entry -> new Frequent(entry.getKey(), entry.getValue()))
                        .toList();
        assertThat(texts.frequent()).as(what).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(texts.frequent().stream().map(frequent -> -frequent.count()))
                .as(what)
                .isSorted();
        checkNumbers(
                values.stream().<Object>map(text -> ((String) text).length()).toList(),
                texts.lengths(),
                what);
    }

    private static void checkNumbers(List<Object> values, Numbers numbers, String what) {
        double[] all = values.stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
        double[] sorted =
                Arrays.stream(all)
                        .filter(Double::isFinite)
                        .map(each -> each + 0.0)
                        .sorted()
                        .toArray();
        assertThat(numbers.nanCount())
                .as(what)
                .isEqualTo(Arrays.stream(all).filter(Double::isNaN).count());
        assertThat(numbers.plusInfinityCount() + numbers.minusInfinityCount())
                .as(what)
                .isEqualTo(Arrays.stream(all).filter(Double::isInfinite).count());
        assertThat(numbers.zeroCount())
                .as(what)
                .isEqualTo(Arrays.stream(all).filter(each -> each == 0).count());
        assertThat(numbers.spread().isPresent()).as(what).isEqualTo(sorted.length > 0);
        numbers.spread().ifPresent(spread -> checkSpread(sorted, spread, what));
    }

    private static void checkSpread(double[] sorted, NumericSummary spread, String what) {
        int count = sorted.length;
        BigDecimal sum = BigDecimal.ZERO;
        for (double each : sorted) {
            sum = sum.add(new BigDecimal(each));
        }
        var mean = sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128);
        BigDecimal squares = BigDecimal.ZERO;
        for (double each : sorted) {
            squares = squares.add(new BigDecimal(each).subtract(mean).pow(2));
        }
        double deviation =
                squares.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128)
                        .sqrt(MathContext.DECIMAL64)
                        .doubleValue();
        assertThat(spread.min()).as(what).isEqualTo(sorted[0] + 0.0);
        assertThat(spread.max()).as(what).isEqualTo(sorted[count - 1] + 0.0);
        assertThat(spread.mean())
                .as(what)
                .isCloseTo(mean.doubleValue(), within(2 * Math.ulp(mean.doubleValue())));
        assertThat(spread.deviation())
                .as(what)
                .isCloseTo(deviation, within(deviation * 1e-9 + 2 * Math.ulp(mean.doubleValue())));
        for (double share : NumericSummary.SHARES) {
            assertThat(spread.quantile(share))
                    .as(what)
                    .isEqualTo(sorted[(int) (share * (count - 1))] + 0.0);
        }
        double[] withoutMinusZero = Arrays.stream(sorted).map(each -> each + 0.0).toArray();
        assertThat(spread.histogram()).as(what).isEqualTo(Histogram.of(withoutMinusZero));
    }

    @Test
    void view_withoutEntities_hasStatisticsOfNothing() {
        FeatureView view = chance.columnar(1);
        var store = new MemoryStore();
        materialization(view, store, new MemoryHistory()).full(Instant.EPOCH);
        ViewStatistics statistics = kept(view, store);
        assertThat(statistics.entityCount()).isZero();
        assertThat(statistics.features())
                .hasSameSizeAs(view.features())
                .allSatisfy(feature -> assertThat(feature.presentCount()).isZero());
    }

    @Test
    void runs_inWhateverPieces_haveTheSameStatistics() {
        FeatureView view = chance.windowed(1);
        MemoryHistory history = history(500);
        var once = new MemoryStore();
        materialization(view, once, history).full(instant(60_000_000));
        var often = new MemoryStore();
        for (long until = -20_000_000; until <= 60_000_000; until += 10_000_000) {
            materialization(view, often, history).incremental(instant(until));
        }
        assertThat(plain(kept(view, often))).isEqualTo(plain(kept(view, once)));
    }

    private static Map<String, Object> plain(ViewStatistics statistics) {
        Map<String, Object> plain = PlainStatistics.of(statistics);
        plain.remove("taken");
        return plain;
    }

    @Test
    void rows_thatAnEarlierBerthWrote_areCounted() {
        FeatureView view = chance.columnar(1);
        MemoryHistory history = history(300);
        var store = new MemoryStore();
        materialization(view, store, history).full(instant(10_000_000));
        FeatureDefinitions definitions = RandomViews.definitions(view, true);
        store.deletePrefix(ViewKeyspace.of(view, definitions).markKey("entities"));
        materialization(view, store, history).incremental(instant(60_000_000));
        var other = new MemoryStore();
        materialization(view, other, history).full(instant(60_000_000));
        assertThat(plain(kept(view, store))).isEqualTo(plain(kept(view, other)));
    }

    @Test
    void kept_beyondTheLimit_areTheNewestAndOneOfEachDay() {
        FeatureView view = chance.columnar(1);
        var store = new MemoryStore();
        MemoryHistory history = history(3);
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        for (int hour = 0; hour < 24 * 15; hour++) {
            materialization(view, store, history).incremental(first.plus(hour, ChronoUnit.HOURS));
        }
        var kept = new StatisticsStore(view, RandomViews.definitions(view, true), store);
        List<Instant> instants = kept.instants();
        assertThat(instants).hasSize(StatisticsStore.COUNT_MAX).isSorted();
        assertThat(instants)
                .allSatisfy(
                        instant ->
                                assertThat(kept.find(instant).orElseThrow().until())
                                        .isEqualTo(instant));
        assertThat(
                        instants.stream()
                                .map(instant -> instant.truncatedTo(ChronoUnit.DAYS))
                                .distinct())
                .hasSize(15);
        int[] marks = new int[1];
        store.scan(
                ViewKeyspace.of(view, RandomViews.definitions(view, true)).markKey("statistics"),
                (key, value) -> marks[0]++);
        assertThat(marks[0]).as("with the list").isEqualTo(StatisticsStore.COUNT_MAX + 1);
    }

    @Test
    void view_ofVeryManyEntities_isSampledAndCountedExactly() {
        FeatureView view =
                Stream.generate(() -> chance.columnar(1))
                        .filter(each -> each.find(new FeatureName("i64")).isPresent())
                        .findFirst()
                        .orElseThrow();
        int entities = 100_000;
        OfflineStore history =
                (query, visitor) -> {
                    for (int i = 0; i < entities; i++) {
                        // A quarter of them is known from the first second on.
                        long micros = i % 4 == 0 ? 1 : 2_000_000;
                        if (micros > query.afterMicros() && micros <= query.untilMicros()) {
                            @Nullable Object[] values = {
                                name(i), micros, micros, 0.5, 0.5f, (long) i, i, "t", true
                            };
                            visitor.event(
                                    List.of(name(i)), new ImmutableEvent(micros, micros, values));
                        }
                    }
                };
        var store = new MemoryStore();
        var materialization = materialization(view, store, history);
        materialization.incremental(instant(1_000_000));
        assertThat(kept(view, store).entityCount()).isEqualTo(entities / 4);
        assertThat(kept(view, store).sampledCount()).isEqualTo(entities / 4);
        materialization.incremental(instant(3_000_000));
        ViewStatistics inPieces = kept(view, store);
        assertThat(inPieces.entityCount()).isEqualTo(entities);
        assertThat(inPieces.sampledCount())
                .isBetween(20_000L, (long) StatisticsCollector.SAMPLE_MAX);
        var numbers = (Numbers) inPieces.find(new FeatureName("i64")).orElseThrow().values();
        // Four standard errors of a quantile in a sample of 20,000.
        for (double share : NumericSummary.SHARES) {
            assertThat(numbers.spread().orElseThrow().quantile(share) / entities)
                    .isCloseTo(share, within(4 * Math.sqrt(share * (1 - share) / 20_000)));
        }
        materialization.full(instant(3_000_000));
        assertThat(plain(kept(view, store))).isEqualTo(plain(inPieces));
    }

    @Test
    void timestamps_areToldAsAges() {
        var tally = StatisticsCollector.builder(FeatureType.of(ValueType.TIMESTAMP), 10_000_000);
        tally.add(7_500_000L, 1);
        tally.add(Long.MIN_VALUE, 2);
        var numbers = (Numbers) tally.statistics();
        assertThat(numbers.spread().orElseThrow().min()).isEqualTo(2.5);
        assertThat(numbers.spread().orElseThrow().max()).isCloseTo(9.2e12, within(1e11));
    }
}
