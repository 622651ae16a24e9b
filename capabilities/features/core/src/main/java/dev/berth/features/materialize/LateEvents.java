package dev.berth.features.materialize;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The days for which events came when rows were made of them already, as files do that are late,
/// by when that was found: what was answered before then could not know of them.
///
/// @param arrivals the earliest found first
public record LateEvents(List<Arrival> arrivals) {
    public static final LateEvents NONE = new LateEvents(List.of());

    /// A year in which events are late every day.
    private static final int ARRIVALS_MAX = 400;

    public LateEvents {
        arrivals = List.copyOf(arrivals);
    }

    /// Events that were late.
    ///
    /// @param missedUntilMicros rows with what happened up to this instant, or less, lack some of
    ///   them
    /// @param days from which they are visible
    public record Arrival(long missedUntilMicros, HistoryQuery.Days days) {}

    /// What a store has of a view. Those that no run has found yet are among them, if the history's
    /// events are counted now.
    ///
    /// @param now up to the instant of [ViewKeyspace.Current]; empty if that is not known
    public static LateEvents read(
            ViewKeyspace space, OnlineStore store, Optional<EventCounts> now) {
        byte[] bytes = store.read(key(space));
        LateEvents known =
                bytes == null
                        ? NONE
                        : LostRows.read(
                                "which events were late", () -> read(new ByteReader(bytes)));
        Optional<EventCounts> noted = noted(space, store);
        if (noted.isEmpty() || now.isEmpty()) {
            return known;
        }
        return known.with(
                space.current(store).untilMicros(), noted.get().daysWithMore(now.get()), now.get());
    }

    /// The counts of the history's events when the rows were written last; empty if these were not
    /// to be had.
    static Optional<EventCounts> noted(ViewKeyspace space, OnlineStore store) {
        return Optional.ofNullable(store.read(countsKey(space)))
                .map(
                        bytes ->
                                LostRows.read(
                                        "how many events there were",
                                        () -> EventCounts.read(new ByteReader(bytes))));
    }

    static byte[] countsKey(ViewKeyspace space) {
        return space.markKey("counts");
    }

    static byte[] key(ViewKeyspace space) {
        return space.markKey("late");
    }

    /// The same with days that are found now; the earliest are forgotten when there are too many.
    LateEvents with(long missedUntilMicros, SortedSet<Long> days, EventCounts counts) {
        if (days.isEmpty()) {
            return this;
        }
        List<Arrival> all = new ArrayList<>(arrivals);
        all.add(new Arrival(missedUntilMicros, new HistoryQuery.Days(counts.firstDay(), days)));
        return new LateEvents(all.subList(Math.max(0, all.size() - ARRIVALS_MAX), all.size()));
    }

    byte[] toBytes() {
        var out = new ByteWriter();
        out.writeUnsigned(arrivals.size());
        for (Arrival arrival : arrivals) {
            out.writeLong(arrival.missedUntilMicros);
            out.writeSigned(arrival.days.firstDay());
            out.writeUnsigned(arrival.days.days().size());
            arrival.days.days().forEach(out::writeSigned);
        }
        return out.toBytes();
    }

    private static LateEvents read(ByteReader in) {
        List<Arrival> arrivals = new ArrayList<>();
        long size = in.readUnsigned();
        for (long i = 0; i < size; i++) {
            long missedUntil = in.readLong();
            long firstDay = in.readSigned();
            SortedSet<Long> days = new TreeSet<>();
            long count = in.readUnsigned();
            for (long j = 0; j < count; j++) {
                days.add(in.readSigned());
            }
            arrivals.add(new Arrival(missedUntil, new HistoryQuery.Days(firstDay, days)));
        }
        return new LateEvents(arrivals);
    }
}
