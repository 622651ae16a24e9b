package dev.berth.features.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.Sha256;
import dev.berth.features.RandomViews;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.features.online.ViewKeyspace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RetiredRowsTest {
    private static final ViewReference GONE = ViewReference.of("spending", 1);
    private static final List<ViewReference> STAY =
            List.of(
                    ViewReference.of("spending", 2),
                    ViewReference.of("spending", 10),
                    ViewReference.of("spend", 1));

    private final MemoryStore store = new MemoryStore();
    private final TreeMap<ViewReference, Publication> publications = new TreeMap<>();

    RetiredRowsTest() {
        publish(GONE, Optional.of(Instant.EPOCH));
        write(GONE);
        for (ViewReference view : STAY) {
            publish(view, Optional.empty());
            write(view);
        }
    }

    private void publish(ViewReference view, Optional<Instant> retired) {
        publications.put(
                view,
                new Publication(
                        view,
                        new Sha256("0".repeat(64)),
                        Instant.EPOCH,
                        "0",
                        retired,
                        Optional.empty()));
    }

    /// Writes rows of two generations, and marks.
    private void write(ViewReference view) {
        ViewKeyspace space = ViewKeyspace.ofRetired(view);
        var batch = new StoreBatch();
        for (int generation = 1; generation <= 2; generation++) {
            batch.put(space.rowKey(space.prefix(generation), new byte[] {1}), new byte[] {7});
            batch.put(space.fedKey(generation), new byte[] {7});
        }
        batch.put(space.currentKey(), new byte[] {7});
        store.write(batch);
    }

    private List<ViewReference> remove() {
        return RetiredRows.remove(
                new FeatureDefinitions(
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        publications),
                store,
                Duration.ZERO);
    }

    private int keysOf(ViewReference view) {
        var count = new int[1];
        for (String kind : List.of("r", "m")) {
            store.scan(
                    (kind + view + "\0").getBytes(StandardCharsets.ISO_8859_1),
                    (key, value) -> count[0]++);
        }
        return count[0];
    }

    @Test
    void remove_retiredVersion_takesAwayAllOfItAndNothingElse() {
        assertThat(keysOf(GONE)).isEqualTo(5);

        assertThat(remove()).containsExactly(GONE);

        // The removal is recorded.
        assertThat(keysOf(GONE)).isEqualTo(1);
        assertThat(STAY).allSatisfy(view -> assertThat(keysOf(view)).isEqualTo(5));
    }

    @Test
    void remove_again_doesNothing() {
        remove();
        assertThat(remove()).isEmpty();
    }

    /// A process that has not noticed the retirement fails: a count of zero would look like an
    /// entity without events.
    @Test
    void read_ofARetiredVersion_isRefused() {
        var chance = new RandomViews(new Random(1));
        FeatureView view = chance.windowed(1);
        FeatureDefinitions definitions = RandomViews.definitions(view, true);
        var reads = new StoreFeatureReader(definitions, store, Instant::now);
        var query =
                new FeatureQuery(
                        List.of(
                                FeatureSelection.of(
                                        new FeatureReference(
                                                view.reference(),
                                                view.features().getFirst().name()))),
                        Map.of("entity", List.of("e")),
                        Optional.empty());
        assertThat(reads.read(query).rows()).hasSize(1);

        publish(view.reference(), Optional.of(Instant.EPOCH));
        assertThat(remove()).contains(view.reference());

        assertThatThrownBy(() -> reads.read(query))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(view.reference() + " is retired");
    }
}
