package dev.berth.features.duckdb;

import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Sql;
import java.time.Duration;
import java.util.Optional;

/// Query for the time of the latest event known at each spine row.
///
/// Times are found before columns: events (keys and times only) and spine rows are sorted by
/// visibility per entity, and each spine row takes the greatest event time so far. That is one
/// sort, and correct for late events, since the greatest time counts and not the event known last.
final class LatestEventTimeQuery {
    private final CancellableStatements statements;
    private final ViewRelation relation;
    private final String what;
    private final String keyed;
    private final String prefix;

    /// @param keyed table of spine rows with their keys
    /// @param prefix of table names
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

    /// Creates a table of `row`, `ts`, the keys and the latest event time `found`; returns the
    /// number of rows that have one.
    ///
    /// @param timeToLive maximum age of an event
    long find(Optional<Duration> timeToLive) {
        String young =
                timeToLive.map(time -> " AND ts - found <= " + Durations.micros(time)).orElse("");
        return find("max(t) OVER past AS found", young);
    }

    /// The same with `seen`, when the last event of any age was known.
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

    /// The name of the table.
    String table() {
        return Sql.identifier(prefix + "times");
    }

    /// The table with keys, ids and times of distinct events, if they have ids.
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

    /// The events of entities in the spine.
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
