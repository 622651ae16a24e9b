package dev.berth.features.duckdb;

import dev.berth.core.feature.Feature;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Join of each spine row with the latest row of a view of columns.
///
/// Views may have hundreds of columns of which few rows are needed. So [LatestEventTimeQuery] runs
/// first; a hash join then reads the columns at the found keys and times. If several rows share a
/// time, which their number shows, the one known last wins, then the one with greater values.
final class LatestValueJoin {
    private final CancellableStatements statements;
    private final ViewRelation relation;
    private final String what;
    private final LatestEventTimeQuery times;
    private final String prefix;

    /// @param keyed table of spine rows with their keys
    /// @param prefix of table names
    LatestValueJoin(
            CancellableStatements statements, ViewRelation relation, String keyed, String prefix) {
        this.statements = statements;
        this.relation = relation;
        this.what = "joining " + relation.view().reference();
        this.times = new LatestEventTimeQuery(statements, relation, what, keyed, prefix);
        this.prefix = prefix;
    }

    /// Creates a table of `row` and a column `f<i>` for each feature, without rows that have no
    /// values; returns its name.
    String join(List<Feature> features) {
        long found = times.find(relation.view().timeToLive());
        String values = Sql.identifier(prefix + "values");
        long count = read(values, features);
        if (count > found) {
            statements.execute(what, "DROP TABLE " + values);
            readLatest(values, features);
        }
        return values;
    }

    private String candidates() {
        String late = relation.hasCreated() ? " AND e.c <= w.ts" : "";
        String distinct =
                relation.hasId()
                        ? " SEMI JOIN "
                                + times.distinctTable()
                                + " d ON "
                                + relation.sameKeys("e", "d")
                                + " AND e.t = d.t AND e.c = d.c AND e.i IS NOT DISTINCT FROM d.i"
                        : "";
        return " FROM "
                + relation.sql()
                + " e JOIN "
                + times.table()
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

    /// The same if several events share the found time.
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
