package dev.berth.features.history;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The number of a view's events in its history by the day, in UTC, from which they are visible.
///
/// Counts of two times tell whether events have come for days that were over, as a file does that
/// is late, and which days these are, without a list of all events. What came and what went on one
/// day may hide each other.
///
/// @param firstDay the first day with a count of its own, in days since 1970; earlier days count as
///   it
/// @param days numbers of events by days since 1970
public record EventCounts(long firstDay, SortedMap<Long, Long> days) {

    /// The microseconds of a day.
    public static final long DAY_MICROS = 86_400_000_000L;

    /// Days with counts of their own, eleven years in some kilobytes; earlier ones share one.
    private static final int DAYS_MAX = 4_096;

    public EventCounts {
        days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
    }

    /// Those of a history up to an instant, and among them those that were visible at an earlier
    /// one.
    public record Reading(EventCounts before, EventCounts all) {}

    /// The first day with a count of its own where events up to an instant are counted.
    public static long firstDay(long untilMicros) {
        return Math.floorDiv(untilMicros, DAY_MICROS) - DAYS_MAX + 1;
    }

    /// The day of an instant; those before `firstDay` are one.
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

    /// How many events another history has more, on days on which it has more.
    public long more(EventCounts other) {
        SortedMap<Long, Long> known = as(other);
        return other.days.entrySet().stream()
                .mapToLong(
                        day -> Math.max(0, day.getValue() - known.getOrDefault(day.getKey(), 0L)))
                .sum();
    }

    /// How many events another history has not any more, on days on which it has fewer.
    public long fewer(EventCounts other) {
        return as(other).entrySet().stream()
                .mapToLong(
                        day ->
                                Math.max(
                                        0,
                                        day.getValue() - other.days.getOrDefault(day.getKey(), 0L)))
                .sum();
    }

    /// With the days as one that are one to the other, which was counted later.
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

    /// What [#write] wrote.
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
