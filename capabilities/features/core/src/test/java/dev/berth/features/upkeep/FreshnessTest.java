package dev.berth.features.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Origin;
import dev.berth.core.feature.SourceName;
import dev.berth.features.MemoryHistory;
import dev.berth.features.RandomViews;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.Ingest;
import dev.berth.features.ingest.LatestEvent;
import dev.berth.features.materialise.Materialisation;
import dev.berth.features.materialise.MaterialisationProgress;
import dev.berth.features.online.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a store says of how up to date its rows are.
final class FreshnessTest {
    private static final SourceName EVENTS = new SourceName("events");
    private static final List<String> COLUMNS = List.copyOf(RandomViews.COLUMNS.keySet());

    private final RandomViews chance = new RandomViews(new Random(1));
    private final FeatureView view = chance.columnar(1);
    private final MemoryStore store = new MemoryStore();
    private Instant now = Instant.EPOCH.plusSeconds(60);

    private FeatureDefinitions stream(Optional<Origin.Files> history) {
        return RandomViews.definitions(
                view,
                true,
                new Origin.Stream(Optional.empty(), history, Duration.ofMinutes(1)),
                Optional.of("i64"));
    }

    private static Optional<Origin.Files> files() {
        return Optional.of(new Origin.Files(Origin.Format.CSV, List.of("events.csv")));
    }

    private ViewFreshness ofView(FeatureDefinitions definitions) {
        return Freshness.read(definitions, store).of(view.reference()).orElseThrow();
    }

    private void push(Ingest ingest, long id, long seconds) {
        var batch = new EventBatch();
        @Nullable Object[] values = chance.values("", seconds * 1_000_000, seconds * 1_000_000);
        values[0] = "e";
        values[COLUMNS.indexOf("i64")] = id;
        batch.add(ingest.form().event(values));
        var _ = ingest.take(batch);
    }

    @Test
    void view_isAsFreshAsItWasMaterialised() {
        FeatureDefinitions definitions = RandomViews.definitions(view, true);
        assertThat(ofView(definitions).materialisedUntil()).isEmpty();
        new Materialisation(
                        view, definitions, store, new MemoryHistory(), MaterialisationProgress.NONE)
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
        Ingest ingest = Ingest.of(EVENTS, definitions, store, () -> now, "a test");
        assertThat(Freshness.read(definitions, store).latest()).isEmpty();
        push(ingest, 1, 30);
        now = now.plusSeconds(5);
        push(ingest, 2, 10);
        Instant accepted = now;
        now = now.plusSeconds(5);
        // A duplicate is nothing new.
        push(ingest, 2, 50);
        assertThat(Freshness.read(definitions, store).latest())
                .containsOnly(
                        Map.entry(
                                EVENTS, new LatestEvent(Instant.EPOCH.plusSeconds(30), accepted)));
    }
}
