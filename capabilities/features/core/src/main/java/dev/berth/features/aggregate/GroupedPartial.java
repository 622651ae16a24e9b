package dev.berth.features.aggregate;

import dev.berth.features.aggregate.ValueTable.Entry;
import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import dev.berth.features.bytes.ValueBytes;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An aggregate for each value of a column: a *group*. Events in which that is missing, or the
/// aggregated column, do not count.
///
/// Of more than [#GROUP_COUNT_MAX] values those that are smallest in [ValueOrder] are kept. A value
/// that is among the smallest of all is so among any part of them; therefore what is kept has all
/// its events, in whatever order they come.
final class GroupedPartial implements StoredPartial {

    /// More entries than a model takes from a map, few enough for one row in the online store.
    static final int GROUP_COUNT_MAX = 1000;

    private final Column by;
    private final @Nullable Column column;
    private final Supplier<StoredPartial> aggregate;
    private final ValueTable<StoredPartial> groups;

    /// The greatest value, while no more are kept; null if that is to be found out.
    private @Nullable Object greatest;

    /// @param column the aggregated one; null if events are counted
    /// @param aggregate makes the empty one of a group
    GroupedPartial(Column by, @Nullable Column column, Supplier<StoredPartial> aggregate) {
        this.by = by;
        this.column = column;
        this.aggregate = aggregate;
        groups = new ValueTable<>(by);
    }

    @Override
    public void add(Event event) {
        if (by.isMissing(event) || (column != null && column.isMissing(event))) {
            return;
        }
        long hash = by.hash(event);
        StoredPartial group = groups.find(hash, by.key(event));
        if (group != null) {
            group.add(event);
            return;
        }
        Object value = by.copy(event);
        if (hasRoomFor(value)) {
            StoredPartial made = aggregate.get();
            made.add(event);
            put(hash, value, made);
        }
    }

    @Override
    public void merge(Partial other) {
        ((GroupedPartial) other).groups.forEach(this::merge);
    }

    private void merge(Entry<StoredPartial> theirs) {
        StoredPartial group = groups.find(theirs.hash(), theirs.value());
        if (group != null) {
            group.merge(theirs.content());
        } else if (hasRoomFor(theirs.value())) {
            StoredPartial made = aggregate.get();
            made.merge(theirs.content());
            put(theirs.hash(), theirs.value(), made);
        }
    }

    private boolean hasRoomFor(Object value) {
        return groups.size() < GROUP_COUNT_MAX || compare(value, greatest()) < 0;
    }

    /// Adds a group for which there is room, perhaps in place of the last one.
    private void put(long hash, Object value, StoredPartial group) {
        if (groups.size() == GROUP_COUNT_MAX) {
            Object last = greatest();
            groups.retain(entry -> compare(entry.value(), last) != 0);
        }
        groups.put(hash, value, group);
        greatest = null;
    }

    private Object greatest() {
        Object found = greatest;
        if (found == null) {
            found = Collections.max(groups.entries(), groups::compare).value();
            greatest = found;
        }
        return found;
    }

    private int compare(Object left, Object right) {
        return ValueOrder.compare(by.type().element(), left, right);
    }

    @Override
    public boolean isEmpty() {
        return groups.size() == 0;
    }

    /// The aggregates by the texts of their values, without those that are missing; null if there
    /// are none.
    @Override
    public @Nullable Object value() {
        SortedMap<String, Object> values = new TreeMap<>();
        for (Entry<StoredPartial> entry : groups.entries()) {
            Object value = entry.content().value();
            if (value != null) {
                values.put(ValueText.of(by.type().element(), entry.value()), value);
            }
        }
        return values.isEmpty() ? null : Collections.unmodifiableSortedMap(values);
    }

    /// Writes the number of groups, and for each in the order of their values the value and the
    /// aggregate.
    @Override
    public void write(ByteWriter out) {
        out.writeUnsigned(groups.size());
        for (Entry<StoredPartial> entry : groups.sorted()) {
            ValueBytes.writePresent(by.type(), entry.value(), out);
            entry.content().write(out);
        }
    }

    @Override
    public void read(ByteReader in) {
        int count = Counts.read(in, 0, GROUP_COUNT_MAX);
        Object before = null;
        for (int i = 0; i < count; i++) {
            Object value = ValueBytes.readPresent(by.type(), in);
            if (ValueOrder.compare(by.type().element(), before, value) >= 0) {
                throw new IllegalArgumentException("groups out of order (expected: ascending)");
            }
            StoredPartial group = aggregate.get();
            group.read(in);
            if (group.isEmpty()) {
                throw new IllegalArgumentException("a group of nothing (expected: events)");
            }
            groups.put(ValueHash.of(by.type().element(), value), value, group);
            before = value;
        }
    }
}
