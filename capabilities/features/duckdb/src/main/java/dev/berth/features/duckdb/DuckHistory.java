package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.ValueType;
import dev.berth.features.duckdb.engine.Database;
import dev.berth.features.duckdb.engine.QueryFailure;
import dev.berth.features.duckdb.engine.Rows;
import dev.berth.features.duckdb.engine.Session;
import dev.berth.features.history.History;
import dev.berth.features.history.HistoryQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The events of sources as they lie in files and databases. Thread-safe: every visit has a session
/// of its own.
public final class DuckHistory implements History {
    private final Database database;
    private final FeatureDefinitions definitions;
    private final SourcePlace place;

    public DuckHistory(Database database, FeatureDefinitions definitions, SourcePlace place) {
        this.database = database;
        this.definitions = definitions;
        this.place = place;
    }

    @Override
    public void visit(HistoryQuery query, Visitor visitor) {
        try (Session session = database.connect()) {
            var statements = new Statements(session);
            String what = "reading " + query.view().reference();
            ViewRelation relation = ViewRelation.of(session, query.view(), definitions, place);
            statements.checkCancelled(what);
            try (Rows rows = session.query(sql(relation, query))) {
                var keys = new KeyColumns(rows, relation.keys());
                var event = new RowEvent(rows, relation.keys().size(), relation.columns().values());
                while (rows.next()) {
                    statements.checkCancelled(what);
                    keys.bind(rows);
                    event.bind(rows);
                    for (int row = 0; row < rows.count(); row++) {
                        keys.begins(row);
                        visitor.event(keys.key(), event.at(row));
                    }
                }
            } catch (QueryFailure failure) {
                throw Failures.of(what, failure);
            }
        }
    }

    private static String sql(ViewRelation relation, HistoryQuery query) {
        String keys = relation.keyList();
        String selected =
                "SELECT "
                        + keys
                        + ", t, c"
                        + IntStream.range(0, relation.columns().size())
                                .mapToObj(i -> ", v" + i)
                                .collect(Collectors.joining())
                        + " FROM "
                        + relation.distinct(relation.sql())
                        + " WHERE greatest(t, c) <= "
                        + query.untilMicros()
                        + " AND greatest(t, c) > "
                        + Sql.text(Long.toString(query.afterMicros()))
                        + "::BIGINT"
                        + query.afterKey().map(key -> behind(relation, key)).orElse("");
        return selected + (query.latestSuffices() ? latest(relation) : "") + " ORDER BY " + keys;
    }

    /// Only entities behind one, in the order of their keys.
    private static String behind(ViewRelation relation, List<Object> key) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            ValueType type = relation.keys().get(i);
            values.add(Sql.literal(dev.berth.core.feature.FeatureType.of(type), key.get(i)));
        }
        return " AND (" + relation.keyList() + ") > (" + String.join(", ", values) + ")";
    }

    /// Of each entity the event that is the latest, which decides of itself.
    private static String latest(ViewRelation relation) {
        List<String> orders = new ArrayList<>(List.of("t DESC", "c DESC"));
        orders.addAll(relation.greatestFirst());
        return " QUALIFY row_number() OVER (PARTITION BY "
                + relation.keyList()
                + " ORDER BY "
                + String.join(", ", orders)
                + ") = 1";
    }
}
