package dev.berth.features.ingest;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureType;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Log of the arrived events of a source that the history of at least one view does not yet
/// contain, in order of arrival. A new generation replays it on top of the history.
///
/// An entry holds the events of one batch with the names and types of their columns, so that it can
/// be read after the declaration changed. Entries are numbered from 1.
final class EventLog {
    /// Shares the cost of a write.
    private static final int DELETED_TOGETHER = 1_000;

    private final SourceKeyspace space;
    private final OnlineStore store;
    private final EventDecoder form;

    EventLog(SourceKeyspace space, OnlineStore store, EventDecoder form) {
        this.space = space;
        this.store = store;
        this.form = form;
    }

    /// Instant up to which events have been removed because every view's history contains them.
    ///
    /// @param first number of the first remaining entry
    record TrimState(long first, long untilMicros) {
        static final TrimState ALL = new TrimState(1, Long.MIN_VALUE);

        static TrimState read(byte @Nullable [] bytes) {
            if (bytes == null) {
                return ALL;
            }
            var in = new ByteReader(bytes);
            return LostRows.read(
                    "how much of a stream is kept",
                    () -> new TrimState(in.readUnsigned(), in.readLong()));
        }

        byte[] toBytes() {
            var out = new ByteWriter();
            out.writeUnsigned(first);
            out.writeLong(untilMicros);
            return out.toBytes();
        }
    }

    byte[] keptKey() {
        return space.noteKey("kept");
    }

    /// The key of the last entry's number.
    byte[] headKey() {
        return space.noteKey("head");
    }

    TrimState kept() {
        return TrimState.read(store.read(keptKey()));
    }

    long head() {
        return number(store.read(headKey()));
    }

    static long number(byte @Nullable [] bytes) {
        return bytes == null
                ? 0
                : LostRows.read(
                        "how far a stream was read", () -> new ByteReader(bytes).readUnsigned());
    }

    static byte[] bytes(long number) {
        var out = new ByteWriter();
        out.writeUnsigned(number);
        return out.toBytes();
    }

    /// Appends the events of a batch.
    ///
    /// @param duplicates duplicate events by entity group
    void append(
            long number,
            long arrivedMicros,
            List<ImmutableEvent> events,
            BitSet chosen,
            List<EntityKeyGroup> combinations,
            List<BitSet> duplicates,
            StoreBatch batch) {
        var out = new ByteWriter();
        long latest = chosen.stream().mapToLong(i -> events.get(i).visibleMicros()).max().orElse(0);
        out.writeLong(latest);
        out.writeLong(arrivedMicros);
        out.writeUnsigned(form.names().size());
        for (int i = 0; i < form.names().size(); i++) {
            out.writeText(form.names().get(i));
            out.writeText(form.types().get(i).toString());
        }
        out.writeUnsigned(combinations.size());
        combinations.forEach(combination -> out.writeText(combination.name()));
        out.writeUnsigned(chosen.cardinality());
        chosen.stream().forEach(i -> writeEvent(events.get(i), i, duplicates, out));
        batch.put(space.logKey(number), out.toBytes());
        batch.put(headKey(), bytes(number));
    }

    private void writeEvent(
            ImmutableEvent event, int index, List<BitSet> duplicates, ByteWriter out) {
        out.writeSigned(event.timeMicros());
        out.writeSigned(event.createdMicros() - event.timeMicros());
        out.writeUnsigned(duplicates.stream().filter(of -> of.get(index)).count());
        for (int i = 0; i < duplicates.size(); i++) {
            if (duplicates.get(i).get(index)) {
                out.writeUnsigned(i);
            }
        }
        for (int i = 0; i < form.types().size(); i++) {
            ValueCodec.write(form.types().get(i), event.value(i), out);
        }
    }

    /// Events of an entry that count for an entity group.
    record Entry(long arrivedMicros, List<ImmutableEvent> events) {
        Entry {
            events = List.copyOf(events);
        }
    }

    /// Reads an entry; empty if it was removed.
    Optional<Entry> read(long number, String combination) {
        byte[] bytes = store.read(space.logKey(number));
        if (bytes == null) {
            return Optional.empty();
        }
        return Optional.of(
                LostRows.read(
                        "entry " + number + " of the log of a stream",
                        () -> entry(new ByteReader(bytes), combination)));
    }

    private Entry entry(ByteReader in, String combination) {
        in.readLong();
        long arrived = in.readLong();
        int columnCount = in.readCount();
        int[] places = new int[columnCount];
        List<FeatureType> types = new ArrayList<>();
        for (int i = 0; i < columnCount; i++) {
            int place = form.names().indexOf(in.readText());
            FeatureType type = FeatureType.findByLabel(in.readText()).orElseThrow();
            types.add(type);
            places[i] = place >= 0 && form.types().get(place).equals(type) ? place : -1;
        }
        int excluded = -1;
        int combinationCount = in.readCount();
        for (int i = 0; i < combinationCount; i++) {
            excluded = in.readText().equals(combination) ? i : excluded;
        }
        List<ImmutableEvent> events = new ArrayList<>();
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
            readEvent(in, places, types, excluded).ifPresent(events::add);
        }
        return new Entry(arrived, events);
    }

    private Optional<ImmutableEvent> readEvent(
            ByteReader in, int[] places, List<FeatureType> types, int excluded) {
        long time = in.readSigned();
        long created = time + in.readSigned();
        boolean isExcluded = false;
        for (int left = in.readCount(); left > 0; left--) {
            isExcluded |= in.readUnsigned() == excluded;
        }
        @Nullable Object[] values = new @Nullable Object[form.types().size()];
        for (int i = 0; i < places.length; i++) {
            Object value = ValueCodec.read(types.get(i), in);
            if (places[i] >= 0) {
                values[places[i]] = value;
            }
        }
        return isExcluded
                ? Optional.empty()
                : Optional.of(new ImmutableEvent(time, created, values));
    }

    /// Removes the entries whose events are all visible by an instant.
    void trim(long untilMicros) {
        TrimState before = kept();
        if (untilMicros <= before.untilMicros()) {
            return;
        }
        // Noted before the deletion, so that no reader relies on an entry that may be gone.
        note(new TrimState(before.first(), untilMicros));
        long head = head();
        long first = head + 1;
        var batch = new StoreBatch();
        for (long number = head; number >= before.first(); number--) {
            byte[] bytes = store.read(space.logKey(number));
            if (bytes != null && new ByteReader(bytes).readLong() > untilMicros) {
                first = number;
            } else if (bytes != null) {
                batch.delete(space.logKey(number));
            }
            if (batch.changes().size() >= DELETED_TOGETHER) {
                store.write(batch);
                batch.clear();
            }
        }
        store.write(batch);
        note(new TrimState(first, untilMicros));
    }

    private void note(TrimState kept) {
        var batch = new StoreBatch();
        batch.put(keptKey(), kept.toBytes());
        store.write(batch);
    }
}
