package dev.berth.features.materialize;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.Event;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.EntityStateFactory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Builder of online rows from events that are ordered by entity. Not thread-safe.
final class EntityRows implements OfflineStore.Visitor {
    private final RunPlan plan;
    private final EntityStateFactory states;
    private final EntityKeys keys;
    private final OnlineStore store;
    private final byte[] prefix;
    private final RowConsumer taker;
    private final ByteWriter bytes = new ByteWriter();
    private @Nullable List<Object> key;
    private @Nullable EntityState state;
    private boolean isNew;
    private long eventCount;
    private long newestMicros = Long.MIN_VALUE;

    /// Receiver of the finished rows.
    interface RowConsumer {
        /// Receives the row of an entity after its last event.
        ///
        /// @param key of the row
        /// @param isNew whether the generation has no row of this entity yet
        void row(byte[] key, byte[] row, boolean isNew);
    }

    EntityRows(RunPlan plan, RunContext parts, RowConsumer taker) {
        this.plan = plan;
        this.states = parts.states();
        this.keys = parts.keys();
        this.store = parts.store();
        this.prefix = parts.space().prefix(plan.generation());
        this.taker = taker;
    }

    @Override
    public void event(List<Object> eventKey, Event event) {
        EntityState of = state;
        if (of == null || !eventKey.equals(key)) {
            end();
            key = List.copyOf(eventKey);
            of = open(key);
            state = of;
        }
        of.add(event);
        eventCount++;
        newestMicros = Math.max(newestMicros, event.timeMicros());
    }

    private EntityState open(List<Object> entity) {
        byte[] row = plan.isFull() ? null : store.read(rowKey(entity));
        isNew = row == null;
        return row == null || plan.isAnew()
                ? states.empty()
                : LostRows.readRow(
                        states.view().reference(), () -> states.read(new ByteReader(row)));
    }

    private byte[] rowKey(List<Object> entity) {
        bytes.clear();
        bytes.writeRaw(prefix);
        if (!keys.write(List.copyOf(entity), bytes)) {
            throw new IllegalStateException("an entity without a key");
        }
        return bytes.toBytes();
    }

    /// Emits the row of the last entity.
    void end() {
        if (state == null || key == null) {
            return;
        }
        byte[] rowKey = rowKey(key);
        bytes.clear();
        state.write(bytes);
        taker.row(rowKey, bytes.toBytes(), isNew);
    }

    /// The entity of the last row; empty before the first.
    Optional<List<Object>> lastKey() {
        return Optional.ofNullable(key);
    }

    /// The length of the row key's prefix before the entity key.
    int prefixLength() {
        return prefix.length;
    }

    long eventCount() {
        return eventCount;
    }

    /// Event time of the newest event; [Long#MIN_VALUE] if there was none.
    long newestMicros() {
        return newestMicros;
    }
}
