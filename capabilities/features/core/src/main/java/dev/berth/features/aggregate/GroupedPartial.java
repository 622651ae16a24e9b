package dev.berth.features.aggregate;

import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import dev.berth.features.bytes.ValueBytes;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
///
/// Up to twice as many are held, then the greater half is given up, and with it every value that is
/// not less than what is left: one that comes costs a lookup, or its share of one sorting in every
/// thousand. To be read or written what is too much is given up first, so that neither the value
/// nor the bytes tell when that was.
///
/// What was read from bytes stays in the order of its values until something is added: most of it
/// is merged with others, as two lists of which the smallest are taken, and never added to.
final class GroupedPartial implements StoredPartial {

    /// More entries than a model takes from a map, few enough for one row in the online store.
    static final int GROUP_COUNT_MAX = 1000;

    /// So many that giving up is seldom, and its cost shared.
    private static final int GROUP_COUNT_HELD = 2 * GROUP_COUNT_MAX;

    private final Column by;
    private final @Nullable Column column;
    private final Supplier<StoredPartial> aggregate;
    private final ValueTable<StoredPartial> groups;

    /// As many values as may be kept are at most this; null as long as there are fewer.
    private @Nullable Object bound;

    /// All groups in the order of their values, as they were read; null if they are in the table.
    private @Nullable List<Group> sorted;

    /// Whether others have the same groups in their lists, which are then not to be changed.
    private boolean isShared;

    private record Group(Object value, StoredPartial content) {}

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
        open();
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

    /// Has the groups in the table from now on.
    private void open() {
        List<Group> read = sorted;
        if (read != null) {
            sorted = null;
            for (Group group : read) {
                StoredPartial own = isShared ? merged(group.content()) : group.content();
                put(hash(group.value()), group.value(), own);
            }
        }
    }

    private StoredPartial merged(StoredPartial... parts) {
        StoredPartial made = aggregate.get();
        for (StoredPartial part : parts) {
            made.merge(part);
        }
        return made;
    }

    private long hash(Object value) {
        return ValueHash.of(by.type().element(), value);
    }

    @Override
    public void merge(Partial other) {
        GroupedPartial from = (GroupedPartial) other;
        List<Group> theirs = from.sorted;
        if (theirs != null && groups.size() == 0) {
            List<Group> mine = sorted;
            sorted = mine == null ? theirs : smallest(mine, theirs);
            isShared = true;
            from.isShared = true;
            return;
        }
        open();
        if (theirs != null) {
            theirs.forEach(of -> merge(hash(of.value()), of.value(), of.content()));
        } else {
            from.groups.forEach(of -> merge(of.hash(), of.value(), of.content()));
        }
    }

    /// As many groups of two lists as may be kept.
    private List<Group> smallest(List<Group> left, List<Group> right) {
        List<Group> both = new ArrayList<>(Math.min(left.size() + right.size(), GROUP_COUNT_MAX));
        int i = 0;
        int j = 0;
        while (both.size() < GROUP_COUNT_MAX && (i < left.size() || j < right.size())) {
            int order = compareHeads(left, i, right, j);
            if (order == 0) {
                Group one = left.get(i++);
                both.add(new Group(one.value(), merged(one.content(), right.get(j++).content())));
            } else {
                both.add(order < 0 ? left.get(i++) : right.get(j++));
            }
        }
        return both;
    }

    private int compareHeads(List<Group> left, int i, List<Group> right, int j) {
        if (i == left.size()) {
            return 1;
        }
        return j == right.size() ? -1 : compare(left.get(i).value(), right.get(j).value());
    }

    private void merge(long hash, Object value, StoredPartial content) {
        StoredPartial group = groups.find(hash, value);
        if (group != null) {
            group.merge(content);
        } else if (hasRoomFor(value)) {
            put(hash, value, merged(content));
        }
    }

    private boolean hasRoomFor(Object value) {
        Object least = bound;
        return least == null || compare(value, least) < 0;
    }

    /// Adds a group for which there is room.
    private void put(long hash, Object value, StoredPartial group) {
        groups.put(hash, value, group);
        if (bound == null && groups.size() == GROUP_COUNT_MAX) {
            bound = Collections.max(groups.entries(), groups::compare).value();
        } else if (groups.size() > GROUP_COUNT_HELD) {
            fit();
        }
    }

    /// Gives up what is more than may be kept.
    private void fit() {
        if (groups.size() > GROUP_COUNT_MAX) {
            Object last = groups.sorted().get(GROUP_COUNT_MAX - 1).value();
            groups.retain(entry -> compare(entry.value(), last) <= 0);
            bound = last;
        }
    }

    /// What is kept, in the order of the values.
    private List<Group> kept() {
        List<Group> read = sorted;
        if (read != null) {
            return read;
        }
        fit();
        return groups.sorted().stream()
                .map(entry -> new Group(entry.value(), entry.content()))
                .toList();
    }

    private int compare(Object left, Object right) {
        return ValueOrder.compare(by.type().element(), left, right);
    }

    @Override
    public boolean isEmpty() {
        return groups.size() == 0 && sorted == null;
    }

    /// The aggregates by the texts of their values, without those that are missing; null if there
    /// are none.
    @Override
    public @Nullable Object value() {
        SortedMap<String, Object> values = new TreeMap<>();
        for (Group group : kept()) {
            Object value = group.content().value();
            if (value != null) {
                values.put(ValueText.of(by.type().element(), group.value()), value);
            }
        }
        return values.isEmpty() ? null : Collections.unmodifiableSortedMap(values);
    }

    /// Writes the number of groups, and for each in the order of their values the value and the
    /// aggregate.
    @Override
    public void write(ByteWriter out) {
        List<Group> kept = kept();
        out.writeUnsigned(kept.size());
        for (Group group : kept) {
            ValueBytes.writePresent(by.type(), group.value(), out);
            group.content().write(out);
        }
    }

    @Override
    public void read(ByteReader in) {
        int count = Counts.read(in, 0, GROUP_COUNT_MAX);
        List<Group> read = new ArrayList<>(count);
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
            read.add(new Group(value, group));
            before = value;
        }
        sorted = read.isEmpty() ? null : read;
    }
}
