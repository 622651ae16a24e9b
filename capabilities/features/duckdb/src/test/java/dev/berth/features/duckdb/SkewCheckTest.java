package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.RandomHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.materialize.LateEvents;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.features.skew.FeatureSkew;
import dev.berth.features.skew.FeatureSkew.Kind;
import dev.berth.features.skew.FeatureValueEquality;
import dev.berth.features.skew.RecordedRows;
import dev.berth.features.skew.ServedRow;
import dev.berth.features.skew.ServedView;
import dev.berth.features.skew.ViewSkew;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of recomputing served values from history.
class SkewCheckTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 4 * Integer.getInteger("berth.cases.factor", 1);
    private static final int READS = 50;

    @TempDir private Path folder;
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(256L << 20, folder.resolve("spill"), 2));
        session = database.connect();
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    /// History that is materialized up to an instant, and read at others.
    private final class Served {
        final RandomHistory history;
        final SourcePathResolver place = new SourcePathResolver(folder, Map.of());
        final MemoryStore store = new MemoryStore();
        final RecordedRows kept = new RecordedRows();
        final List<ServedRow> rows = kept.rows();
        private final long until;

        Served(RandomHistory history, long until) {
            this.history = history;
            this.until = until;
            write(history.rows());
            new MaterializationJob(
                            history.view(),
                            history.definitions(),
                            store,
                            new DuckDbOfflineStore(database, history.definitions(), place),
                            MaterializationListener.NONE)
                    .incremental(instant(until));
        }

        void write(List<List<@Nullable Object>> rowsOfSource) {
            Tables.write(
                    session, folder.resolve(history.file()), RandomViews.COLUMNS, rowsOfSource);
        }

        void read(@Nullable String entity, long at) {
            FeatureView view = history.view();
            var reads =
                    new StoreFeatureReader(
                            history.definitions(), store, InstantSource.fixed(instant(at)), kept);
            List<FeatureReference> features =
                    view.features().stream()
                            .map(feature -> new FeatureReference(view.reference(), feature.name()))
                            .toList();
            var _ =
                    reads.read(
                            FeatureQuery.of(
                                    features,
                                    Map.of("entity", Collections.singletonList(entity)),
                                    Optional.empty()));
        }

        ViewSkew skew() {
            List<ViewSkew> skews =
                    new SkewCheck(database, history.definitions(), place, view -> LateEvents.NONE)
                            .run(kept);
            assertThat(skews).hasSize(1);
            return skews.getFirst();
        }

        boolean isBehind(@Nullable String entity, long at) {
            return history.events().getOrDefault(entity == null ? "" : entity, List.of()).stream()
                    .mapToLong(ImmutableEvent::visibleMicros)
                    .anyMatch(visible -> visible > until && visible <= at);
        }
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Test
    void run_readsAsOfWhatIsMaterialized_areTheSame() {
        for (int i = 0; i < ROUNDS; i++) {
            var history = new RandomHistory(SEED + i, 1);
            long until = history.chance().instant();
            var served = new Served(history, until);
            for (int read = 0; read < READS; read++) {
                served.read(history.entity(), until);
            }

            ViewSkew skew = served.skew();

            assertThat(skew.rowCount()).isEqualTo(READS);
            assertThat(skew.medianBehind()).isEmpty();
            assertThat(skew.features()).hasSameSizeAs(history.view().features());
            for (FeatureSkew feature : skew.features()) {
                assertThat(feature.comparedCount()).as("%s", history).isEqualTo(READS);
                assertThat(feature.sameCount())
                        .as("%s: %s", history, feature.examples())
                        .isEqualTo(READS);
            }
        }
    }

    @Test
    void run_readsBehindWhatIsMaterialized_areTheSameOrBehind() {
        long behind = 0;
        for (int i = 0; i < ROUNDS; i++) {
            var history = new RandomHistory(SEED + 1_000 + i, 1);
            long until = history.chance().instant();
            var served = new Served(history, until);
            long[] expected = new long[history.view().features().size()];
            for (int read = 0; read < READS; read++) {
                String entity = history.entity();
                long at = Math.max(until, history.chance().instant());
                served.read(entity, at);
                count(served, entity, at, expected);
            }

            ViewSkew skew = served.skew();

            for (int feature = 0; feature < expected.length; feature++) {
                FeatureSkew found = skew.features().get(feature);
                assertThat(found.behindCount())
                        .as("%s: %s", history, found.examples())
                        .isEqualTo(expected[feature]);
                assertThat(found.sameCount()).isEqualTo(READS - expected[feature]);
                behind += expected[feature];
            }
            assertThat(skew.maxBehind().isPresent())
                    .isEqualTo(skew.features().stream().anyMatch(each -> each.behindCount() > 0));
        }
        assertThat(behind).as("differences at all").isPositive();
    }

    /// Counts features whose value from events visible until then differs from that at the instant.
    private static void count(Served served, @Nullable String entity, long at, long[] expected) {
        List<@Nullable Object> online =
                served.rows.getLast().views().getFirst().values().values().stream().toList();
        List<@Nullable Object> history = served.history.expected(entity, at);
        for (int i = 0; i < expected.length; i++) {
            if (!FeatureValueEquality.of(online.get(i), history.get(i))) {
                assertThat(served.isBehind(entity, at)).isTrue();
                expected[i]++;
            }
        }
    }

    @Test
    void run_valuesThatWereChanged_areDifferentWithExamples() {
        var history = new RandomHistory(SEED + 7, 1);
        var served = new Served(history, history.chance().instant());
        for (int read = 0; read < READS; read++) {
            served.read("entity 1", served.until);
        }
        Feature feature = history.view().features().getFirst();
        Object right = served.rows.getFirst().views().getFirst().values().get(feature.name());
        Object wrong = right == null ? other(feature) : null;
        served.rows.set(0, with(served.rows.getFirst(), feature.name(), wrong));

        FeatureSkew skew = served.skew().features().getFirst();

        assertThat(skew.differentCount()).isOne();
        assertThat(skew.sameCount()).isEqualTo(READS - 1);
        FeatureSkew.Example example = skew.examples().getFirst();
        assertThat(example.kind()).isEqualTo(Kind.DIFFERENT);
        assertThat(example.keys()).isEqualTo(Map.of("entity", "entity 1"));
        assertThat(example.atMicros()).isEqualTo(served.until);
        assertThat(FeatureValueEquality.of(example.served(), wrong)).isTrue();
        assertThat(FeatureValueEquality.of(example.recomputed(), right)).isTrue();
    }

    /// Another valid value of a feature.
    private static Object other(Feature feature) {
        return switch (feature.type().form()) {
            case LIST -> List.of();
            case MAP -> new TreeMap<>();
            case SINGLE ->
                    switch (feature.type().element()) {
                        case BOOL -> true;
                        case INT32 -> 12;
                        case INT64, TIMESTAMP -> 12L;
                        case FLOAT32 -> 12f;
                        case FLOAT64 -> 12.0;
                        case STRING -> "12";
                        case BYTES -> new byte[] {12};
                    };
        };
    }

    private static ServedRow with(ServedRow row, FeatureName feature, @Nullable Object value) {
        ServedView view = row.views().getFirst();
        Map<FeatureName, @Nullable Object> values = new LinkedHashMap<>(view.values());
        values.put(feature, value);
        return new ServedRow(
                row.atMicros(),
                List.of(
                        new ServedView(
                                view.view(),
                                view.fields(),
                                view.latestMicros(),
                                view.untilMicros(),
                                values)));
    }

    @Test
    void run_eventsThatHistoryLost_areAhead() {
        long ahead = 0;
        for (int i = 0; i < ROUNDS; i++) {
            var history = new RandomHistory(SEED + 2_000 + i, 1);
            long end =
                    history.events().values().stream()
                            .flatMap(List::stream)
                            .mapToLong(ImmutableEvent::visibleMicros)
                            .max()
                            .orElse(0);
            var served = new Served(history, end);
            history.events().keySet().forEach(entity -> served.read(entity, end));
            served.write(List.of());

            for (FeatureSkew feature : served.skew().features()) {
                assertThat(feature.behindCount()).isZero();
                assertThat(feature.differentCount())
                        .as("%s: %s", history, feature.examples())
                        .isZero();
                ahead += feature.aheadCount();
            }
        }
        assertThat(ahead).isPositive();
    }

    @Test
    void run_featuresThatWereNotAskedFor_areNotCompared() {
        var history = new RandomHistory(SEED + 11, 1);
        FeatureView view = history.view();
        var served = new Served(history, history.chance().instant());
        served.rows.add(
                new ServedRow(
                        served.until,
                        List.of(
                                new ServedView(
                                        view.reference(),
                                        new LinkedHashMap<>(Map.of("entity", "nobody")),
                                        OptionalLong.empty(),
                                        OptionalLong.of(served.until),
                                        new LinkedHashMap<>()))));

        assertThat(served.skew().features()).isEmpty();
        assertThat(served.skew().rowCount()).isEqualTo(1);
    }
}
