package dev.berth.features.ingest;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.EntityStateFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Buffer of events for the rows of one generation. Each row is read and written once, however many
/// events its entity has. Not thread-safe.
final class RowChanges {
    private final EntityStateFactory states;
    private final ViewKeyspace space;
    private final byte[] prefix;
    private final Map<EntityKey, List<Arrival>> byEntity = new LinkedHashMap<>();
    private int eventCount;

    private record Arrival(ImmutableEvent event, long arrivedMicros) {}

    RowChanges(EntityStateFactory states, ViewKeyspace space, int generation) {
        this.states = states;
        this.space = space;
        this.prefix = space.prefix(generation);
    }

    void add(EntityKey entity, ImmutableEvent event, long arrivedMicros) {
        byEntity.computeIfAbsent(entity, key -> new ArrayList<>(2))
                .add(new Arrival(event, arrivedMicros));
        eventCount++;
    }

    int eventCount() {
        return eventCount;
    }

    /// Writes the updated rows into a batch and clears the buffer.
    void putInto(StoreBatch batch, OnlineStore store) {
        List<byte[]> rowKeys = new ArrayList<>(byEntity.size());
        byEntity.keySet().forEach(entity -> rowKeys.add(space.rowKey(prefix, entity.bytes())));
        List<byte @Nullable []> rows = store.readAll(rowKeys);
        var bytes = new ByteWriter();
        int next = 0;
        for (List<Arrival> arrivals : byEntity.values()) {
            EntityState state = state(rows.get(next));
            for (Arrival arrival : arrivals) {
                state.add(arrival.event(), arrival.arrivedMicros());
            }
            bytes.clear();
            state.write(bytes);
            batch.put(rowKeys.get(next), bytes.toBytes());
            next++;
        }
        byEntity.clear();
        eventCount = 0;
    }

    private EntityState state(byte @Nullable [] row) {
        if (row == null) {
            return states.empty();
        }
        return LostRows.readRow(states.view().reference(), () -> states.read(new ByteReader(row)));
    }
}
