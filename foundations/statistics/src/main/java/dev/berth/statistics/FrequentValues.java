package dev.berth.statistics;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.statistics.ValueTable.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Sketch of the most frequent values: exact while there are at most [#VALUE_COUNT_MAX] different
/// ones, and from a sample of the occurrences beyond.
///
/// Every occurrence has a *level*, drawn from a hash: half of all have level 0, a quarter 1, and so
/// on. What is kept is the occurrences from a *floor* on, as counts by value and level. The floor
/// is the lowest from which there are no more values than may be kept, 0 at first. It only rises as
/// occurrences are added, and what is above it was never lost; so it and the counts depend on the
/// occurrences alone, not on their order nor on how they were divided.
///
/// Beyond the limit each occurrence is in the sample with probability `2^-floor`, and the sample
/// has at least about half as many as the limit. A value that a share `p` of all has appears in a
/// sample of `m` with a relative standard error of at most `1 / sqrt(p m)`: at a share of 5 %, 20 %
/// or better, the more so the more occurrences the frequent values have.
///
/// Adding takes some ten nanoseconds. Source: the levels are those of Gibbons, Distinct sampling
/// for highly-accurate answers to distinct values queries and event reports, VLDB 2001, with counts
/// by level. For one thread.
public final class FrequentValues {

    /// Ten times the most that can be requested, in some 20 to 50 KiB.
    public static final int VALUE_COUNT_MAX = 1000;

    /// The highest level; it has what would be above as well.
    private static final int LEVEL_MAX = 62;

    private final int count;
    private final Comparator<Object> order;
    private final ValueTable<LevelCounts> tallies;
    private int floor;

    /// @param count how many of the most frequent are wanted
    /// @param order by which ties are broken; values that are equal in it are one
    public FrequentValues(int count, Comparator<Object> order) {
        this.count = count;
        this.order = order;
        tallies = new ValueTable<>(order);
    }

    /// Whether an occurrence is in the sample.
    ///
    /// @param draw a hash of the value and of the identity of this occurrence
    public boolean isSampled(long draw) {
        return level(draw) >= floor;
    }

    private static int level(long draw) {
        return Math.min(Long.numberOfTrailingZeros(draw), LEVEL_MAX);
    }

    /// Counts an occurrence that is in the sample, of a value that has been put.
    ///
    /// @param key the value, or null if no other has this hash
    /// @return false if the value has not been put
    public boolean increment(long hash, @Nullable Object key, long draw) {
        LevelCounts tally = tallies.find(hash, key);
        if (tally == null) {
            return false;
        }
        tally.add(level(draw), 1);
        return true;
    }

    /// Counts the first occurrence of a value that is in the sample.
    public void put(long hash, Object value, long draw) {
        var tally = new LevelCounts();
        tally.add(level(draw), 1);
        tallies.put(hash, value, tally);
        fit();
    }

    /// Raises the floor until what is kept fits.
    private void fit() {
        while (tallies.size() > VALUE_COUNT_MAX && floor < LEVEL_MAX) {
            raise(floor + 1);
        }
    }

    private void raise(int level) {
        floor = level;
        tallies.retain(entry -> entry.content().end() > level);
    }

    /// Adds what another has.
    public void merge(FrequentValues other) {
        if (other.floor > floor) {
            raise(other.floor);
        }
        other.tallies.forEach(this::merge);
    }

    private void merge(Entry<LevelCounts> theirs) {
        if (theirs.content().end() > floor) {
            tallyOf(theirs).addFrom(floor, theirs.content());
            fit();
        }
    }

    private LevelCounts tallyOf(Entry<LevelCounts> entry) {
        LevelCounts tally = tallies.find(entry.hash(), entry.value());
        if (tally == null) {
            tally = new LevelCounts();
            tallies.put(entry.hash(), entry.value(), tally);
        }
        return tally;
    }

    /// Whether nothing was added.
    public boolean isEmpty() {
        return tallies.size() == 0 && floor == 0;
    }

    /// The most frequent values, the most frequent first; none if the sample is empty.
    public List<Object> values() {
        return best().stream().map(ranked -> ranked.entry.value()).toList();
    }

    /// A value with how often it was met, in the sample.
    private record Ranked(Entry<LevelCounts> entry, long total) {}

    private List<Ranked> best() {
        List<Ranked> best = new ArrayList<>(count + 1);
        tallies.forEach(entry -> rank(entry, best));
        return best;
    }

    /// Shows the values that were met more than once, the most frequent first, with how often that
    /// was: exactly up to [#VALUE_COUNT_MAX] different ones, and estimated from the sample beyond.
    public void forEachBest(ObjLongConsumer<Object> visitor) {
        for (Ranked ranked : best()) {
            if (ranked.total > 1) {
                visitor.accept(ranked.entry.value(), ranked.total << floor);
            }
        }
    }

    /// Puts a value in its place among the best so far, if it is one of them.
    private void rank(Entry<LevelCounts> entry, List<Ranked> best) {
        Ranked ranked = new Ranked(entry, entry.content().total(floor));
        int at = best.size();
        while (at > 0 && isBefore(ranked, best.get(at - 1))) {
            at--;
        }
        if (at < count) {
            best.add(at, ranked);
            if (best.size() > count) {
                best.removeLast();
            }
        }
    }

    private boolean isBefore(Ranked one, Ranked other) {
        return one.total == other.total
                ? order.compare(one.entry.value(), other.entry.value()) < 0
                : one.total > other.total;
    }

    /// Writes the floor, and for each value in their order how many levels it has, and their
    /// counts.
    ///
    /// @param writeValue writes a value
    public void write(ByteWriter out, Consumer<Object> writeValue) {
        out.writeUnsigned(floor);
        out.writeUnsigned(tallies.size());
        for (Entry<LevelCounts> entry : tallies.sorted()) {
            writeValue.accept(entry.value());
            LevelCounts tally = entry.content();
            out.writeUnsigned(tally.end() - floor);
            for (int level = floor; level < tally.end(); level++) {
                out.writeUnsigned(tally.at(level));
            }
        }
    }

    /// Reads what was written into a sample of nothing.
    ///
    /// @param readValue reads the next value
    /// @param hash of a value
    public void read(ByteReader in, Supplier<Object> readValue, ToLongFunction<Object> hash) {
        floor = Counts.read(in, 0, LEVEL_MAX);
        int size = Counts.read(in, 0, VALUE_COUNT_MAX);
        Object before = null;
        for (int i = 0; i < size; i++) {
            Object value = readValue.get();
            if (before != null && order.compare(before, value) >= 0) {
                throw new IllegalArgumentException("values out of order (expected: ascending)");
            }
            tallies.put(hash.applyAsLong(value), value, readTally(in));
            before = value;
        }
    }

    private LevelCounts readTally(ByteReader in) {
        LevelCounts tally = new LevelCounts();
        int end = floor + Counts.read(in, 1, LEVEL_MAX + 1 - floor);
        for (int level = floor; level < end; level++) {
            tally.add(level, Counts.read(in));
        }
        if (tally.at(end - 1) == 0) {
            throw new IllegalArgumentException("a level of nothing (expected: at least 1)");
        }
        return tally;
    }
}
