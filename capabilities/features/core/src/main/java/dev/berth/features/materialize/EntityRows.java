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

/// The rows that a run makes of events, which come entity by entity. For one thread.
final class EntityRows implements OfflineStore.Visitor {
    private final RunPlan plan;
    private final EntityStateFactory states;
    private final EntityKeys keys;
    private final OnlineStore store;
    private final byte[] prefix;
    private final Taker taker;
    private final ByteWriter bytes = new ByteWriter();
    private @Nullable List<Object> key;
    private @Nullable EntityState state;
    private boolean isNew;
    private long eventCount;
    private long newestMicros = Long.MIN_VALUE;

    /// Gets each row when its entity's last event has come.
    interface Taker {
        /// Takes the row of an entity.
        ///
        /// @param key of the row
        /// @param isNew whether the generation has none of this entity yet
        void row(byte[] key, byte[] row, boolean isNew);
    }

    EntityRows(RunPlan plan, RunParts parts, Taker taker) {
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

    /// Hands over the row of the last entity.
    void end() {
        if (state == null || key == null) {
            return;
        }
        byte[] rowKey = rowKey(key);
        bytes.clear();
        state.write(bytes);
        taker.row(rowKey, bytes.toBytes(), isNew);
    }

    /// Of which entity the last row was; empty before the first.
    Optional<List<Object>> lastKey() {
        return Optional.ofNullable(key);
    }

    /// What of the key of each row is not its entity's.
    int prefixLength() {
        return prefix.length;
    }

    long eventCount() {
        return eventCount;
    }

    /// When the event happened that did so last; [Long#MIN_VALUE] if none came.
    long newestMicros() {
        return newestMicros;
    }
}
