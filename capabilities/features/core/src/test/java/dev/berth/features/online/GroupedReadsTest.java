package dev.berth.features.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.RandomViews;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.EntityStateFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tests of reading views with an aggregate for each value of a column.
class GroupedReadsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    private static StoreFeatureReader reads(FeatureView view, OnlineStore store) {
        FeatureDefinitions definitions = RandomViews.definitions(view, false);
        return new StoreFeatureReader(definitions, store, InstantSource.system());
    }

    private static List<FeatureSelection> references(FeatureView view) {
        return view.features().stream()
                .map(
                        feature ->
                                FeatureSelection.of(
                                        FeatureReference.parse(
                                                view.reference() + ":" + feature.name())))
                .toList();
    }

    @Test
    void isQuick_viewWithGroups_isNot() {
        FeatureView grouped = new RandomViews(new Random(SEED)).groupedByText(1);
        FeatureView columnar = new RandomViews(new Random(SEED)).columnar(1);
        try (var store = new MemoryStore()) {
            assertThat(reads(grouped, store).isInlineable(references(grouped))).isFalse();
            assertThat(reads(columnar, store).isInlineable(references(columnar))).isTrue();
        }
    }

    @Test
    void read_eachFeatureAlone_isWhatItIsAmongAll() {
        var chance = new RandomViews(new Random(SEED));
        FeatureView view = chance.groupedByText(1);
        List<FeatureSelection> all = references(view);
        try (var store = new MemoryStore()) {
            store.write(row(view, chance.events(200, false)));
            StoreFeatureReader reads = reads(view, store);
            List<FeatureValue> together = read(reads, all);
            assertThat(together.getFirst().status()).isEqualTo(FeatureStatus.PRESENT);
            for (int i = 0; i < all.size(); i++) {
                assertThat(read(reads, List.of(all.get(i)))).containsExactly(together.get(i));
            }
        }
    }

    /// The row of one entity, in a current generation.
    private static StoreBatch row(FeatureView view, List<ImmutableEvent> events) {
        FeatureDefinitions definitions = RandomViews.definitions(view, false);
        EntityState state = EntityStateFactory.of(view, definitions).empty();
        events.forEach(state::add);
        var row = new ByteWriter();
        state.write(row);
        ViewKeyspace space = ViewKeyspace.of(view, definitions);
        var key = new ByteWriter();
        key.writeRaw(space.prefix(1));
        assertThat(EntityKeys.of(view, definitions).write(List.of("e"), key)).isTrue();
        var batch = new StoreBatch();
        batch.put(key.toBytes(), row.toBytes());
        batch.put(space.currentKey(), new ViewKeyspace.Current(1, 0).toBytes());
        return batch;
    }

    private static List<FeatureValue> read(
            StoreFeatureReader reads, List<FeatureSelection> features) {
        return reads.read(
                        new FeatureQuery(
                                features, Map.of("entity", List.of("e")), Optional.empty()))
                .rows()
                .getFirst();
    }
}
