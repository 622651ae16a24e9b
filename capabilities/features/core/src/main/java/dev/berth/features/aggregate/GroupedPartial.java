package dev.berth.features.aggregate;

import static java.util.Objects.requireNonNull;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.aggregate.GroupSource.Cursor;
import dev.berth.features.aggregate.GroupSource.Group;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import dev.berth.statistics.Counts;
import dev.berth.statistics.ValueTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Aggregate for each value of a column (*group*). Events without that value or without the
/// aggregated one are skipped.
///
/// At most [#GROUP_COUNT_MAX] values are kept, the smallest in [ValueOrder]. A value among the
/// smallest of all events is among the smallest of every subset, so each kept group has all its
/// events whatever the order.
///
/// Up to twice as many are held. Then the greater half is dropped, and with it every later value
/// that is not less than those left: a value costs one lookup plus a share of one sort per
/// thousand. Reading and writing drop the surplus first, so neither depends on when that happened.
///
/// Serialized sources stay in bytes until an event is added, since most are only merged. A merge
/// takes the smallest groups source by source and decodes only these.
final class GroupedPartial implements StoredPartial {

    /// More entries than a model takes from a map, few enough for one row in the online store.
    static final int GROUP_COUNT_MAX = 1000;

    /// Makes drops rare, so that their cost is shared.
    private static final int GROUP_COUNT_HELD = 2 * GROUP_COUNT_MAX;

    private final EventColumn by;
    private final @Nullable EventColumn column;
    private final Supplier<StoredPartial> aggregate;
    private final ValueTable<StoredPartial> groups;

    /// Upper bound of the values to keep; null while there are fewer than the maximum.
    private @Nullable Object bound;

    /// Serialized and merged sources with all groups; empty if the groups are in the table.
    private final List<GroupSource> sources = new ArrayList<>();

    /// @param column the aggregated column; null if events are counted
    /// @param aggregate creates the empty aggregate of a group
    GroupedPartial(
            EventColumn by, @Nullable EventColumn column, Supplier<StoredPartial> aggregate) {
        this.by = by;
        this.column = column;
        this.aggregate = aggregate;
        groups = new ValueTable<>(by.order());
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

    /// Moves all groups into the table.
    private void open() {
        if (!sources.isEmpty()) {
            List<Group> read = smallest();
            sources.clear();
            // Others may have the same ones in their lists.
            read.forEach(group -> put(hash(group.value()), group.value(), merged(group.content())));
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
    public void merge(PartialAggregate other) {
        GroupedPartial from = (GroupedPartial) other;
        if (groups.size() == 0 && from.groups.size() == 0) {
            sources.addAll(from.sources);
            return;
        }
        open();
        if (from.groups.size() == 0) {
            from.smallest().forEach(of -> merge(hash(of.value()), of.value(), of.content()));
        } else {
            from.groups.forEach(of -> merge(of.hash(), of.value(), of.content()));
        }
    }

    /// The smallest groups of all sources up to the maximum, which become the only source.
    private List<Group> smallest() {
        if (sources.size() == 1) {
            List<Group> only = sources.getFirst().list();
            sources.set(0, new GroupSource.Listed(only));
            return only;
        }
        var heads = new PriorityQueue<Cursor>(Math.max(1, sources.size()), this::compareHeads);
        for (GroupSource source : sources) {
            var head = new Cursor(source);
            if (head.group() != null) {
                heads.add(head);
            }
        }
        List<Group> smallest = new ArrayList<>();
        boolean isLastOwn = false;
        for (Cursor head = heads.poll(); head != null; head = heads.poll()) {
            Group group = requireNonNull(head.group());
            Group last = smallest.isEmpty() ? null : smallest.getLast();
            if (last == null || compare(last.value(), group.value()) < 0) {
                if (smallest.size() == GROUP_COUNT_MAX) {
                    break;
                }
                smallest.add(group);
                isLastOwn = false;
            } else if (isLastOwn) {
                last.content().merge(group.content());
            } else {
                StoredPartial both = merged(last.content(), group.content());
                smallest.set(smallest.size() - 1, new Group(last.value(), both));
                isLastOwn = true;
            }
            if (head.advance()) {
                heads.add(head);
            }
        }
        sources.clear();
        sources.add(new GroupSource.Listed(smallest));
        return smallest;
    }

    private int compareHeads(Cursor left, Cursor right) {
        return compare(requireNonNull(left.group()).value(), requireNonNull(right.group()).value());
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

    /// Drops the groups beyond the maximum.
    private void fit() {
        if (groups.size() > GROUP_COUNT_MAX) {
            Object last = groups.sorted().get(GROUP_COUNT_MAX - 1).value();
            groups.retain(entry -> compare(entry.value(), last) <= 0);
            bound = last;
        }
    }

    /// The kept groups in the order of their values.
    private List<Group> kept() {
        if (!sources.isEmpty()) {
            return smallest();
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
        return groups.size() == 0 && sources.isEmpty();
    }

    /// The aggregates by the texts of their values in the texts' order, without those that are
    /// missing; null if there are none.
    @Override
    public @Nullable Object value() {
        List<Group> kept = kept();
        Map<String, Object> values = LinkedHashMap.newLinkedHashMap(kept.size());
        String last = "";
        boolean isOrdered = true;
        for (Group group : kept) {
            Object value = group.content().value();
            if (value != null) {
                String text = ValueText.of(by.type().element(), group.value());
                values.put(text, value);
                isOrdered &= last.compareTo(text) <= 0;
                last = text;
            }
        }
        if (values.isEmpty()) {
            return null;
        }
        return Collections.unmodifiableMap(isOrdered ? values : new TreeMap<>(values));
    }

    /// Writes the number of groups, and for each in the order of their values the value and the
    /// aggregate.
    @Override
    public void write(ByteWriter out) {
        List<Group> kept = kept();
        out.writeUnsigned(kept.size());
        for (Group group : kept) {
            ValueCodec.writePresent(by.type(), group.value(), out);
            group.content().write(out);
        }
    }

    @Override
    public void read(ByteReader in) {
        int count = Counts.read(in, 0, GROUP_COUNT_MAX);
        if (count > 0) {
            sources.add(new GroupSource.Stored(by.type(), aggregate, count, in));
        }
    }
}
