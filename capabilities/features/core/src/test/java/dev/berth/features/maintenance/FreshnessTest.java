package dev.berth.features.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.features.MemoryHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.ingest.StreamProgress;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of the freshness of a store's rows.
final class FreshnessTest {
    private static final SourceName EVENTS = new SourceName("events");
    private static final List<String> COLUMNS = List.copyOf(RandomViews.COLUMNS.keySet());

    private final RandomViews chance = new RandomViews(new Random(1));
    private final FeatureView view = chance.columnar(1);
    private final MemoryStore store = new MemoryStore();
    private Instant now = Instant.EPOCH.plusSeconds(60);

    private FeatureDefinitions stream(Optional<DataSourceConfig.Files> history) {
        return RandomViews.definitions(
                view,
                true,
                new DataSourceConfig.Stream(Optional.empty(), history, Duration.ofMinutes(1)),
                Optional.of("i64"));
    }

    private static Optional<DataSourceConfig.Files> files() {
        return Optional.of(new DataSourceConfig.Files("csv", List.of("events.csv")));
    }

    private ViewFreshness ofView(FeatureDefinitions definitions) {
        return Freshness.read(definitions, store).of(view.reference()).orElseThrow();
    }

    private void push(StreamIngestor ingest, long id, long seconds) {
        var batch = new EventBatch();
        @Nullable Object[] values = chance.values("", seconds * 1_000_000, seconds * 1_000_000);
        values[0] = "e";
        values[COLUMNS.indexOf("i64")] = id;
        batch.add(ingest.form().event(values));
        var _ = ingest.take(batch);
    }

    @Test
    void view_isAsFreshAsItWasMaterialized() {
        FeatureDefinitions definitions = RandomViews.definitions(view, true);
        assertThat(ofView(definitions).materializedUntil()).isEmpty();
        new MaterializationJob(
                        view, definitions, store, new MemoryHistory(), MaterializationListener.NONE)
                .incremental(now);
        assertThat(ofView(definitions))
                .isEqualTo(new ViewFreshness(view.reference(), true, false, Optional.of(now)));
        assertThat(Freshness.historyUntil(view, definitions, now)).isEqualTo(now);
    }

    @Test
    void view_ofAStream_hasAHistoryIfThatIsDeclared() {
        assertThat(ofView(stream(Optional.empty())).hasHistory()).isFalse();
        assertThat(ofView(stream(files())).hasHistory()).isTrue();
        assertThat(Freshness.historyUntil(view, stream(files()), now)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void latest_isTheNewestEventAndTheLastThatWasAccepted() {
        FeatureDefinitions definitions = stream(files());
        StreamIngestor ingest = StreamIngestor.of(EVENTS, definitions, store, () -> now, "a test");
        assertThat(Freshness.read(definitions, store).latest()).isEmpty();
        push(ingest, 1, 30);
        now = now.plusSeconds(5);
        push(ingest, 2, 10);
        Instant accepted = now;
        now = now.plusSeconds(5);
        // A duplicate changes nothing.
        push(ingest, 2, 50);
        assertThat(Freshness.read(definitions, store).latest())
                .containsOnly(
                        Map.entry(
                                EVENTS,
                                new StreamProgress(Instant.EPOCH.plusSeconds(30), accepted)));
    }
}
