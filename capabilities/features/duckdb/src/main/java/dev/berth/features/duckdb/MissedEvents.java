package dev.berth.features.duckdb;

import dev.berth.features.materialize.LateEvents;
import dev.berth.tables.duckdb.CancellableStatements;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Query for spine rows whose entities have events that arrived after their online rows were
/// written.
///
/// @param what the operation, for problems
record MissedEvents(CancellableStatements statements, ViewRelation relation, String what) {

    /// A relation with `row` and `missed`, in microseconds since 1970: online rows with events up
    /// to then, or less, may lack an event of the row.
    ///
    /// @param keyed table of the spine with `row`, `ts` and the keys
    String find(LateEvents late, String keyed) {
        if (late.arrivals().isEmpty()) {
            return "(SELECT 0::BIGINT AS row, NULL::BIGINT AS missed WHERE false)";
        }
        statements.checkCancelled(what);
        long firstDay =
                late.arrivals().stream()
                        .mapToLong(arrival -> arrival.days().firstDay())
                        .max()
                        .getAsLong();
        Map<Long, Long> missed = new TreeMap<>();
        for (LateEvents.Arrival arrival : late.arrivals()) {
            for (long day : arrival.days().days()) {
                missed.merge(Math.max(day, firstDay), arrival.missedUntilMicros(), Math::max);
            }
        }
        String days =
                missed.entrySet().stream()
                        .map(day -> "(" + day.getKey() + ", " + day.getValue() + "::BIGINT)")
                        .collect(Collectors.joining(", "));
        return "(SELECT s.row, max(d.missed) AS missed FROM "
                + keyed
                + " s JOIN (SELECT "
                + relation.keyList()
                + ", "
                + relation.visible()
                + " AS visible, "
                + relation.day(firstDay)
                + " AS day FROM "
                + relation.sql()
                + " WHERE "
                + relation.isEvent()
                + ") e ON "
                + relation.sameKeys("s", "e")
                + " AND e.visible <= s.ts JOIN (VALUES "
                + days
                + ") d(day, missed) ON d.day = e.day GROUP BY s.row)";
    }
}
