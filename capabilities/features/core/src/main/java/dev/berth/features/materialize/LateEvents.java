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

/// Days with events that arrived after their rows were written, as from a delayed file, by the time
/// of detection. Earlier responses lack these events.
///
/// @param arrivals in order of detection
public record LateEvents(List<Arrival> arrivals) {
    public static final LateEvents NONE = new LateEvents(List.of());

    /// Daily late events for a year.
    private static final int ARRIVALS_MAX = 400;

    public LateEvents {
        arrivals = List.copyOf(arrivals);
    }

    /// Late events found at one time.
    ///
    /// @param missedUntilMicros rows that contain events up to this instant or less lack some of
    ///   them
    /// @param days from which they are visible
    public record Arrival(long missedUntilMicros, HistoryQuery.Days days) {}

    /// Reads the late events of a view. Includes those that no run has detected yet, if the
    /// history's events can be counted now.
    ///
    /// @param now the counts up to the instant of [ViewKeyspace.Current]; empty if unknown
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

    /// The event counts when the rows were last written; empty if they were unavailable.
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

    /// Adds newly detected days; the earliest are dropped beyond the maximum.
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
