package dev.berth.features.duckdb;

import dev.berth.core.feature.Feature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Finds for each row of a spine the latest row of a view of columns.
///
/// Views may have hundreds of columns, of which few rows are wanted. So times come first: events
/// (their keys and times, nothing else) and rows of the spine are put in the order of when they are
/// visible, entity by entity, and each row of the spine gets the greatest time of an event up to
/// there. That is one sort, and right for rows that are known late too, since the greatest time,
/// and not that of the row known last, is wanted. Then the columns are read where keys and time are
/// those that were found, in a hash join. That several rows have the same time is seen by their
/// number; only then is the one known last, or else the one with the greater values, looked for.
final class ColumnJoin {
    private final Statements statements;
    private final ViewRelation relation;
    private final String what;
    private final String keyed;
    private final String prefix;

    /// @param keyed the table of the spine's rows with their keys
    /// @param prefix of the names of tables
    ColumnJoin(Statements statements, ViewRelation relation, String keyed, String prefix) {
        this.statements = statements;
        this.relation = relation;
        this.what = "joining " + relation.view().reference();
        this.keyed = keyed;
        this.prefix = prefix;
    }

    /// Makes a table of `row` and a column `f<i>` for each feature; its name. Rows for which
    /// nothing is known are not in it.
    String join(List<Feature> features) {
        String events = relation.sql();
        if (relation.hasId()) {
            events = distinctTimes();
        }
        long found = times(events);
        String values = Sql.identifier(prefix + "values");
        long count = read(values, features);
        if (count > found) {
            statements.execute(what, "DROP TABLE " + values);
            readLatest(values, features);
        }
        return values;
    }

    /// Keys, ids and times of events that are no duplicates.
    private String distinctTimes() {
        String table = Sql.identifier(prefix + "distinct");
        statements.execute(
                what,
                "CREATE TABLE "
                        + table
                        + " AS SELECT "
                        + relation.keyList()
                        + ", i, t, c FROM "
                        + ofSpine(relation.sql())
                        + " QUALIFY i IS NULL OR rank() OVER (PARTITION BY "
                        + relation.keyList()
                        + ", i ORDER BY c, t) = 1");
        return table;
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

    private String timesTable() {
        return Sql.identifier(prefix + "times");
    }

    /// For each row of the spine the time of the latest event.
    private long times(String events) {
        Optional<Duration> timeToLive = relation.view().timeToLive();
        String young =
                timeToLive.map(time -> " AND ts - found <= " + Durations.micros(time)).orElse("");
        return statements.execute(
                what,
                "CREATE TABLE "
                        + timesTable()
                        + " AS SELECT row, ts, "
                        + relation.keyList()
                        + ", found FROM (SELECT row, ts, "
                        + relation.keyList()
                        + ", max(t) OVER (PARTITION BY "
                        + relation.keyList()
                        + " ORDER BY ts RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS found"
                        + " FROM (SELECT NULL::BIGINT AS row, greatest(t, c) AS ts, "
                        + relation.keyList()
                        + ", t FROM "
                        + ofSpine(events)
                        + " UNION ALL SELECT row, ts, "
                        + relation.keyList()
                        + ", NULL FROM "
                        + keyed
                        + ")) WHERE row IS NOT NULL AND found IS NOT NULL"
                        + young);
    }

    private String candidates() {
        String late = relation.hasCreated() ? " AND e.c <= w.ts" : "";
        String distinct =
                relation.hasId()
                        ? " SEMI JOIN "
                                + Sql.identifier(prefix + "distinct")
                                + " d ON "
                                + relation.sameKeys("e", "d")
                                + " AND e.t = d.t AND e.c = d.c AND e.i IS NOT DISTINCT FROM d.i"
                        : "";
        return " FROM "
                + relation.sql()
                + " e JOIN "
                + timesTable()
                + " w ON "
                + relation.sameKeys("e", "w")
                + " AND e.t = w.found"
                + late
                + distinct;
    }

    private String selected(List<Feature> features) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            int column = relation.columnOf(features.get(i));
            columns.add(Sql.present(relation.type(column), "v" + column) + " AS f" + i);
        }
        return columns.isEmpty() ? "" : ", " + String.join(", ", columns);
    }

    private long read(String table, List<Feature> features) {
        return statements.execute(
                what,
                "CREATE TABLE " + table + " AS SELECT w.row" + selected(features) + candidates());
    }

    /// The same where several events have the time that was found.
    private void readLatest(String table, List<Feature> features) {
        var columns = new TreeSet<Integer>();
        relation.view().features().forEach(feature -> columns.add(relation.columnOf(feature)));
        String all = columns.stream().map(column -> ", e.v" + column).collect(Collectors.joining());
        List<String> orders = new ArrayList<>(List.of("c DESC"));
        orders.addAll(relation.greatestFirst());
        statements.execute(
                what,
                "CREATE TABLE "
                        + table
                        + " AS SELECT row"
                        + selected(features)
                        + " FROM (SELECT w.row, e.c"
                        + all
                        + candidates()
                        + ") QUALIFY row_number() OVER (PARTITION BY row ORDER BY "
                        + String.join(", ", orders)
                        + ") = 1");
    }
}
