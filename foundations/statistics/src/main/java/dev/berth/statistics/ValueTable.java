package dev.berth.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Hash table with open addresses of values and what belongs to each, in which ordinals are found
/// without making objects of them. For one thread.
public final class ValueTable<T> {
    private static final int SLOT_COUNT_FIRST = 4;

    private final Comparator<Object> order;
    private @Nullable Entry<T>[] slots;
    private int size;

    /// A value and what belongs to it.
    public record Entry<T>(long hash, Object value, T content) {}

    /// @param order of the values; those that are equal in it are one
    public ValueTable(Comparator<Object> order) {
        this.order = order;
        slots = newSlots(SLOT_COUNT_FIRST);
    }

    public int size() {
        return size;
    }

    /// What belongs to a value; null if there is nothing.
    ///
    /// @param key the value, or null for an ordinal, which the hash identifies
    public @Nullable T find(long hash, @Nullable Object key) {
        int mask = slots.length - 1;
        int at = (int) hash & mask;
        for (Entry<T> entry = slots[at]; entry != null; entry = slots[at]) {
            if (entry.hash == hash && (key == null || order.compare(entry.value, key) == 0)) {
                return entry.content;
            }
            at = (at + 1) & mask;
        }
        return null;
    }

    /// Adds a value that is not there.
    public void put(long hash, Object value, T content) {
        if (2 * (size + 1) > slots.length) {
            rebuild(2 * slots.length, entry -> true);
        }
        insert(new Entry<>(hash, value, content));
    }

    private void insert(Entry<T> entry) {
        int mask = slots.length - 1;
        int at = (int) entry.hash & mask;
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = entry;
        size++;
    }

    /// Takes away all entries but some.
    public void retain(Predicate<Entry<T>> kept) {
        rebuild(slots.length, kept);
    }

    private void rebuild(int slotCount, Predicate<Entry<T>> kept) {
        List<Entry<T>> entries = entries();
        slots = newSlots(slotCount);
        size = 0;
        for (Entry<T> entry : entries) {
            if (kept.test(entry)) {
                insert(entry);
            }
        }
    }

    /// Shows all entries, in no order.
    public void forEach(Consumer<Entry<T>> visitor) {
        for (Entry<T> entry : slots) {
            if (entry != null) {
                visitor.accept(entry);
            }
        }
    }

    /// All entries, in no order.
    public List<Entry<T>> entries() {
        List<Entry<T>> entries = new ArrayList<>(size);
        forEach(entries::add);
        return entries;
    }

    /// All entries, in the order of their values.
    public List<Entry<T>> sorted() {
        List<Entry<T>> entries = entries();
        entries.sort(this::compare);
        return entries;
    }

    public int compare(Entry<T> left, Entry<T> right) {
        return order.compare(left.value, right.value);
    }

    @SuppressWarnings("unchecked") // There are no arrays of generic types.
    private static <T> @Nullable Entry<T>[] newSlots(int count) {
        return (@Nullable Entry<T>[]) new Entry<?>[count];
    }
}
