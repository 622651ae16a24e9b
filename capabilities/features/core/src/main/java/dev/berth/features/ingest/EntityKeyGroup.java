package dev.berth.features.ingest;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.online.EntityKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Entity combination shared by views of a source, with the column of each key. Views of one group
/// have the same keys and the same duplicates.
final class EntityKeyGroup {
    private final String name;
    private final EntityKeys keys;
    private final int[] columns;

    private EntityKeyGroup(String name, EntityKeys keys, int[] columns) {
        this.name = name;
        this.keys = keys;
        this.columns = columns;
    }

    /// @param form decoder of the events that the group reads
    static EntityKeyGroup of(FeatureView view, FeatureDefinitions definitions, EventDecoder form) {
        return new EntityKeyGroup(
                view.keys().toString(),
                EntityKeys.of(view, definitions),
                form.indexesOf(view.keys().values()));
    }

    /// Identifier of the group, the same in every process.
    String name() {
        return name;
    }

    /// The key of an event's entity; null if one of its columns is missing.
    @Nullable EntityKey key(ImmutableEvent event) {
        List<@Nullable Object> values = new ArrayList<>(columns.length);
        for (int column : columns) {
            values.add(event.value(column));
        }
        byte[] bytes = keys.bytes(values);
        return bytes == null ? null : new EntityKey(bytes);
    }
}
