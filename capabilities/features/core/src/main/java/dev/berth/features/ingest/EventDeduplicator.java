package dev.berth.features.ingest;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Store of the event ids of a source, which detects duplicates.
///
/// Ids are stored in periods as long as the retention. A lookup covers the current period and the
/// one before; older periods are deleted as a whole. So an id is remembered for one to two periods,
/// and forgetting costs nothing.
final class EventDeduplicator {
    /// With shorter periods ids would be forgotten between two batches.
    private static final long MICROS_MIN = 1_000_000;

    private static final byte[] NOTHING = {};

    private final SourceKeyspace space;
    private final EventDecoder form;
    private final OnlineStore store;
    private final long periodMicros;
    private final byte[] noteKey;

    EventDeduplicator(
            SourceKeyspace space, EventDecoder form, OnlineStore store, Duration remembered) {
        this.space = space;
        this.form = form;
        this.store = store;
        this.periodMicros = Math.max(MICROS_MIN, remembered.toMillis() * 1000);
        this.noteKey = space.noteKey("ids");
    }

    /// Finds the duplicate events among entities of one group. The ids of the others are stored
    /// with the batch.
    ///
    /// @param keys of the entities; null for an event without one
    BitSet judge(
            EntityKeyGroup combination,
            List<ImmutableEvent> events,
            List<@Nullable EntityKey> keys,
            long nowMicros,
            StoreBatch batch) {
        var duplicates = new BitSet();
        if (!form.hasId()) {
            return duplicates;
        }
        long period = begin(nowMicros, batch);
        List<Integer> lookups = new ArrayList<>();
        List<EntityKey> ids = new ArrayList<>();
        List<byte[]> storeKeys = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Object id = form.id(events.get(i));
            EntityKey key = keys.get(i);
            if (id != null && key != null) {
                EntityKey of = new EntityKey(bytes(combination, key, id));
                lookups.add(i);
                ids.add(of);
                storeKeys.add(storeKey(period, of));
                storeKeys.add(storeKey(period - 1, of));
            }
        }
        List<byte @Nullable []> found = store.readAll(storeKeys);
        Set<EntityKey> seen = new HashSet<>();
        for (int i = 0; i < ids.size(); i++) {
            boolean isKnown = found.get(2 * i) != null || found.get(2 * i + 1) != null;
            if (isKnown || !seen.add(ids.get(i))) {
                duplicates.set(lookups.get(i));
            } else {
                batch.put(storeKeys.get(2 * i), NOTHING);
            }
        }
        return duplicates;
    }

    private byte[] bytes(EntityKeyGroup combination, EntityKey key, Object id) {
        var out = new ByteWriter();
        out.writeText(combination.name());
        out.writeBytes(key.bytes());
        ValueCodec.writePresent(form.idType(), id, out);
        return out.toBytes();
    }

    private byte[] storeKey(long period, EntityKey id) {
        byte[] prefix = space.idPrefix(period);
        byte[] key = Arrays.copyOf(prefix, prefix.length + id.bytes().length);
        System.arraycopy(id.bytes(), 0, key, prefix.length, id.bytes().length);
        return key;
    }

    /// Returns the current period and deletes those older than the one before it. A clock that is
    /// set back does not restore one.
    private long begin(long nowMicros, StoreBatch batch) {
        long period = Math.floorDiv(nowMicros, periodMicros);
        byte[] note = store.read(noteKey);
        if (note == null) {
            batch.put(noteKey, note(period));
            return period;
        }
        var in = new ByteReader(note);
        String what = "which ids of a stream are remembered";
        long last = LostRows.read(what, in::readSigned);
        if (LostRows.read(what, in::readSigned) != periodMicros) {
            // The retention was changed: existing periods are numbered differently.
            store.deletePrefix(space.idPrefix(last));
            store.deletePrefix(space.idPrefix(last - 1));
            batch.put(noteKey, note(period));
            return period;
        }
        if (period <= last) {
            return last;
        }
        store.deletePrefix(space.idPrefix(last - 1));
        if (period > last + 1) {
            store.deletePrefix(space.idPrefix(last));
        }
        batch.put(noteKey, note(period));
        return period;
    }

    private byte[] note(long period) {
        var out = new ByteWriter();
        out.writeSigned(period);
        out.writeSigned(periodMicros);
        return out.toBytes();
    }
}
