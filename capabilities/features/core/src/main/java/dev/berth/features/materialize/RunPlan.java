package dev.berth.features.materialize;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.HistoryQuery;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Parameters of a materialization run, which survive interruptions.
///
/// @param generation to write
/// @param isFull whether that is a new one
/// @param counts of the history's events at the start, stored at the end; empty if unavailable or
///   an earlier Berth began the run
/// @param days whose entities are rewritten; empty if events are added
record RunPlan(
        int generation,
        boolean isFull,
        long afterMicros,
        long untilMicros,
        Optional<EventCounts> counts,
        Optional<HistoryQuery.Days> days) {

    /// Plan of a full run into a new generation.
    static RunPlan full(int generation, long untilMicros, Optional<EventCounts> counts) {
        return new RunPlan(generation, true, Long.MIN_VALUE, untilMicros, counts, Optional.empty());
    }

    /// Plan of an incremental run.
    static RunPlan added(
            int generation, long afterMicros, long untilMicros, Optional<EventCounts> counts) {
        return new RunPlan(generation, false, afterMicros, untilMicros, counts, Optional.empty());
    }

    /// Plan that rewrites the entities with events on some days, as of the last run.
    static RunPlan anew(
            int generation, long untilMicros, EventCounts counts, SortedSet<Long> days) {
        return new RunPlan(
                generation,
                false,
                Long.MIN_VALUE,
                untilMicros,
                Optional.of(counts),
                Optional.of(new HistoryQuery.Days(counts.firstDay(), days)));
    }

    /// Whether rows are made of events alone, without their previous state.
    boolean isAnew() {
        return isFull || days.isPresent();
    }

    void writeCounts(ByteWriter out) {
        out.writeByte(counts.isPresent() ? 1 : 0);
        counts.ifPresent(these -> these.write(out));
        out.writeByte(days.isPresent() ? 1 : 0);
        days.ifPresent(
                these -> {
                    out.writeSigned(these.firstDay());
                    out.writeUnsigned(these.days().size());
                    these.days().forEach(out::writeSigned);
                });
    }

    static Optional<EventCounts> readCounts(ByteReader in) {
        return in.hasMore() && in.readByte() != 0
                ? Optional.of(EventCounts.read(in))
                : Optional.empty();
    }

    static Optional<HistoryQuery.Days> readDays(ByteReader in) {
        if (!in.hasMore() || in.readByte() == 0) {
            return Optional.empty();
        }
        long firstDay = in.readSigned();
        SortedSet<Long> days = new TreeSet<>();
        long size = in.readUnsigned();
        for (long i = 0; i < size; i++) {
            days.add(in.readSigned());
        }
        return Optional.of(new HistoryQuery.Days(firstDay, days));
    }
}
