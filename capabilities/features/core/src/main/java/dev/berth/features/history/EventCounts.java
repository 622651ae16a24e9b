package dev.berth.features.history;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Number of a view's events per day, in UTC, by the day from which they are visible.
///
/// Comparing the counts of two times shows the days for which events arrived late, as in a delayed
/// file, without a list of all events. Events added and removed on the same day may cancel out.
///
/// @param firstDay the first day with a count of its own, in days since 1970; it includes all
///   earlier days
/// @param days numbers of events by days since 1970
public record EventCounts(long firstDay, SortedMap<Long, Long> days) {

    /// The microseconds of a day.
    public static final long DAY_MICROS = 86_400_000_000L;

    /// Days with a count of their own, eleven years in some kilobytes; earlier days share one.
    private static final int DAYS_MAX = 4_096;

    public EventCounts {
        days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
    }

    /// Counts up to an instant, and of these the events that were visible at an earlier instant.
    public record Reading(EventCounts before, EventCounts all) {}

    /// The first day with a count of its own if events up to an instant are counted.
    public static long firstDay(long untilMicros) {
        return Math.floorDiv(untilMicros, DAY_MICROS) - DAYS_MAX + 1;
    }

    /// The day of an instant; days before `firstDay` are mapped to it.
    public static long day(long micros, long firstDay) {
        return Math.max(Math.floorDiv(micros, DAY_MICROS), firstDay);
    }

    /// The days on which another history has more events.
    public SortedSet<Long> daysWithMore(EventCounts other) {
        SortedMap<Long, Long> known = as(other);
        SortedSet<Long> more = new TreeSet<>();
        other.days.forEach(
                (day, count) -> {
                    if (count > known.getOrDefault(day, 0L)) {
                        more.add(day);
                    }
                });
        return more;
    }

    /// The number of additional events in another history, over the days on which it has more.
    public long more(EventCounts other) {
        SortedMap<Long, Long> known = as(other);
        return other.days.entrySet().stream()
                .mapToLong(
                        day -> Math.max(0, day.getValue() - known.getOrDefault(day.getKey(), 0L)))
                .sum();
    }

    /// The number of events missing from another history, over the days on which it has fewer.
    public long fewer(EventCounts other) {
        return as(other).entrySet().stream()
                .mapToLong(
                        day ->
                                Math.max(
                                        0,
                                        day.getValue() - other.days.getOrDefault(day.getKey(), 0L)))
                .sum();
    }

    /// Counts with days merged as in the other, later count.
    private SortedMap<Long, Long> as(EventCounts other) {
        SortedMap<Long, Long> merged = new TreeMap<>();
        days.forEach((day, count) -> merged.merge(Math.max(day, other.firstDay), count, Long::sum));
        return merged;
    }

    public void write(ByteWriter out) {
        out.writeSigned(firstDay);
        out.writeUnsigned(days.size());
        days.forEach(
                (day, count) -> {
                    out.writeSigned(day);
                    out.writeUnsigned(count);
                });
    }

    /// Reads what [#write] wrote.
    public static EventCounts read(ByteReader in) {
        long firstDay = in.readSigned();
        SortedMap<Long, Long> days = new TreeMap<>();
        long size = in.readUnsigned();
        for (long i = 0; i < size; i++) {
            days.put(in.readSigned(), in.readUnsigned());
        }
        return new EventCounts(firstDay, days);
    }
}
