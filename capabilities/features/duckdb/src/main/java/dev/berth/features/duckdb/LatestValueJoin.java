package dev.berth.features.duckdb;

import dev.berth.core.feature.Feature;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Finds for each row of a spine the latest row of a view of columns.
///
/// Views may have hundreds of columns, of which few rows are wanted. So [LatestEventTimeQuery] come
/// first; then the columns are read where keys and time are those that were found, in a hash join.
/// That several rows have the same time is seen by their number; only then is the one known last,
/// or else the one with the greater values, looked for.
final class LatestValueJoin {
    private final CancellableStatements statements;
    private final ViewRelation relation;
    private final String what;
    private final LatestEventTimeQuery times;
    private final String prefix;

    /// @param keyed the table of the spine's rows with their keys
    /// @param prefix of the names of tables
    LatestValueJoin(
            CancellableStatements statements, ViewRelation relation, String keyed, String prefix) {
        this.statements = statements;
        this.relation = relation;
        this.what = "joining " + relation.view().reference();
        this.times = new LatestEventTimeQuery(statements, relation, what, keyed, prefix);
        this.prefix = prefix;
    }

    /// Makes a table of `row` and a column `f<i>` for each feature; its name. Rows for which
    /// nothing is known are not in it.
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
