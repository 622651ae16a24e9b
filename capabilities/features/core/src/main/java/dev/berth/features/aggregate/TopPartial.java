package dev.berth.features.aggregate;

import dev.berth.core.feature.FeatureType;
import dev.berth.features.aggregate.ValueTable.Entry;
import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// The most frequent values: exactly while there are at most [#VALUE_COUNT_MAX] different ones, and
/// from a sample of the events beyond.
///
/// Every event has a *level*, drawn by hashing its value and its times: half of all have level 0, a
/// quarter 1, and so on. What is kept is the events from a *floor* on, as counts by value and
/// level. The floor is the lowest from which there are no more values than may be kept, 0 at first.
/// It only rises as events are added, and what is above it was never lost; so it and the counts
/// depend on the events alone, not on their order nor on how they were divided.
///
/// Beyond the limit each event is in the sample with probability `2^-floor`, and the sample has at
/// least about half as many events as the limit. A value that a share `p` of all events has appears
/// in a sample of `m` with a relative standard error of at most `1 / sqrt(p m)`: at a share of 5 %,
/// 20 % or better, the more so the more events the frequent values have. Events with equal values
/// and equal times have one level, and come into the sample together.
///
/// Adding takes some ten nanoseconds. Source: the levels are those of Gibbons, Distinct sampling
/// for highly-accurate answers to distinct values queries and event reports, VLDB 2001, with counts
/// by level. For one thread.
final class TopPartial implements StoredPartial {

    /// Ten times the most that can be asked for, in some 20 to 50 KiB.
    static final int VALUE_COUNT_MAX = 1000;

    /// The highest level; it has what would be above as well.
    private static final int LEVEL_MAX = 62;

    private final EventColumn column;
    private final int count;
    private final ValueTable<LevelCounts> tallies;
    private int floor;

    TopPartial(EventColumn column, int count) {
        this.column = column;
        this.count = count;
        tallies = new ValueTable<>(column);
    }

    @Override
    public void add(Event event) {
        if (column.isMissing(event)) {
            return;
        }
        long hash = column.hash(event);
        int level = level(hash, event);
        if (level < floor) {
            return;
        }
        LevelCounts tally = tallies.find(hash, column.key(event));
        if (tally == null) {
            tally = new LevelCounts();
            tallies.put(hash, column.copy(event), tally);
        }
        tally.add(level, 1);
        fit();
    }

    private static int level(long hash, Event event) {
        long drawn = ValueHash.ofWords(hash, event.timeMicros(), event.createdMicros());
        return Math.min(Long.numberOfTrailingZeros(drawn), LEVEL_MAX);
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

    @Override
    public void merge(PartialAggregate other) {
        TopPartial top = (TopPartial) other;
        if (top.floor > floor) {
            raise(top.floor);
        }
        top.tallies.forEach(this::merge);
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

    @Override
    public boolean isEmpty() {
        return tallies.size() == 0 && floor == 0;
    }

    @Override
    public @Nullable Object value() {
        if (tallies.size() == 0) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        best().forEach(ranked -> values.add(ranked.entry.value()));
        return Collections.unmodifiableList(values);
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
    void forEachBest(ObjLongConsumer<Object> visitor) {
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
                ? tallies.compare(one.entry, other.entry) < 0
                : one.total > other.total;
    }

    /// Writes the floor, and for each value in their order how many levels it has, and their
    /// counts.
    @Override
    public void write(ByteWriter out) {
        out.writeUnsigned(floor);
        out.writeUnsigned(tallies.size());
        for (Entry<LevelCounts> entry : tallies.sorted()) {
            ValueCodec.writePresent(column.type(), entry.value(), out);
            LevelCounts tally = entry.content();
            out.writeUnsigned(tally.end() - floor);
            for (int level = floor; level < tally.end(); level++) {
                out.writeUnsigned(tally.at(level));
            }
        }
    }

    @Override
    public void read(ByteReader in) {
        floor = Counts.read(in, 0, LEVEL_MAX);
        int size = Counts.read(in, 0, VALUE_COUNT_MAX);
        Object before = null;
        for (int i = 0; i < size; i++) {
            Object value = ValueCodec.readPresent(type(), in);
            if (ValueOrder.compare(type().element(), before, value) >= 0) {
                throw new IllegalArgumentException("values out of order (expected: ascending)");
            }
            tallies.put(ValueHash.of(type().element(), value), value, readTally(in));
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

    private FeatureType type() {
        return column.type();
    }
}
