package dev.berth.features.duckdb;

import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Sql;
import java.time.Duration;
import java.util.Optional;

/// Finds for each row of a spine when the latest event happened that was known then.
///
/// Times come before columns: events (their keys and times, nothing else) and rows of the spine are
/// put in the order of when they are visible, entity by entity, and each row of the spine gets the
/// greatest time of an event up to there. That is one sort, and right for events that are known
/// late too, since the greatest time, and not that of the event known last, is wanted.
final class LatestEventTimeQuery {
    private final CancellableStatements statements;
    private final ViewRelation relation;
    private final String what;
    private final String keyed;
    private final String prefix;

    /// @param keyed the table of the spine's rows with their keys
    /// @param prefix of the names of tables
    LatestEventTimeQuery(
            CancellableStatements statements,
            ViewRelation relation,
            String what,
            String keyed,
            String prefix) {
        this.statements = statements;
        this.relation = relation;
        this.what = what;
        this.keyed = keyed;
        this.prefix = prefix;
    }

    /// Makes the table of `row`, `ts`, the keys, and `found`, when the latest event happened; how
    /// many rows have one.
    ///
    /// @param timeToLive how old an event may be that is found
    long find(Optional<Duration> timeToLive) {
        String young =
                timeToLive.map(time -> " AND ts - found <= " + Durations.micros(time)).orElse("");
        return find("max(t) OVER past AS found", young);
    }

    /// The same with `seen`, when the last event was known, of whatever age events are.
    long findWithSeen() {
        return find(
                "max(t) OVER past AS found, max(CASE WHEN row IS NULL THEN ts END) OVER past AS"
                        + " seen",
                "");
    }

    private long find(String wanted, String condition) {
        String events = relation.hasId() ? distinct() : relation.sql();
        return statements.execute(
                what,
                "CREATE TABLE "
                        + table()
                        + " AS SELECT * FROM (SELECT row, ts, "
                        + relation.keyList()
                        + ", "
                        + wanted
                        + " FROM (SELECT NULL::BIGINT AS row, greatest(t, c) AS ts, "
                        + relation.keyList()
                        + ", t FROM "
                        + ofSpine(events)
                        + " UNION ALL SELECT row, ts, "
                        + relation.keyList()
                        + ", NULL FROM "
                        + keyed
                        + ") WINDOW past AS (PARTITION BY "
                        + relation.keyList()
                        + " ORDER BY ts RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))"
                        + " WHERE row IS NOT NULL AND found IS NOT NULL"
                        + condition);
    }

    /// Its name.
    String table() {
        return Sql.identifier(prefix + "times");
    }

    /// The table with keys, ids and times of events that are no duplicates, if they have ids.
    String distinctTable() {
        return Sql.identifier(prefix + "distinct");
    }

    private String distinct() {
        statements.execute(
                what,
                "CREATE TABLE "
                        + distinctTable()
                        + " AS SELECT "
                        + relation.keyList()
                        + ", i, t, c FROM "
                        + ofSpine(relation.sql())
                        + " QUALIFY i IS NULL OR rank() OVER (PARTITION BY "
                        + relation.keyList()
                        + ", i ORDER BY c, t) = 1");
        return distinctTable();
    }

    /// The events of entities that the spine has.
    private String ofSpine(String events) {
        return "(SELECT * FROM "
                + events
                + " e WHERE "
                + relation.isEvent()
                + ") SEMI JOIN (SELECT DISTINCT "
                + relation.keyList()
                + " FROM "
                + keyed
                + ") USING ("
                + relation.keyList()
                + ")";
    }
}
