package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.VectorReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Offline store over files and databases, read with DuckDB. Thread-safe: every visit has its own
/// session.
public final class DuckDbOfflineStore implements OfflineStore {
    private final Database database;

    /// Events per entity above which finding the latest is faster than sorting all.
    private static final double EVENTS_WORTH_REDUCING = 2;

    private final FeatureDefinitions definitions;
    private final SourcePathResolver place;

    public DuckDbOfflineStore(
            Database database, FeatureDefinitions definitions, SourcePathResolver place) {
        this.database = database;
        this.definitions = definitions;
        this.place = place;
    }

    @Override
    public void visit(HistoryQuery query, Visitor visitor) {
        try (Session session = database.connect()) {
            var statements = new CancellableStatements(session);
            String what = "reading " + query.view().reference();
            ViewRelation relation = ViewRelation.of(session, query.view(), definitions, place);
            statements.checkCancelled(what);
            String sql;
            try {
                sql = sql(session, relation, query);
            } catch (QueryFailure failure) {
                throw DuckDbErrorMapper.of(what, failure);
            }
            show(statements, relation, sql, what, visitor);
        }
    }

    @Override
    public Optional<EventCounts.Reading> count(
            FeatureView view, long afterMicros, long untilMicros) {
        long firstDay = EventCounts.firstDay(untilMicros);
        SortedMap<Long, Long> before = new TreeMap<>();
        SortedMap<Long, Long> all = new TreeMap<>();
        String what = "counting events of " + view.reference();
        try (Session session = database.connect()) {
            ViewRelation relation = ViewRelation.of(session, view, definitions, place);
            String sql =
                    "SELECT "
                            + relation.day(firstDay)
                            + " AS d, count(*) FILTER (WHERE "
                            + relation.visible()
                            + " <= "
                            + Sql.text(Long.toString(afterMicros))
                            + "::BIGINT), count(*) FROM "
                            + relation.sql()
                            + " WHERE "
                            + relation.isEvent()
                            + " AND "
                            + relation.visible()
                            + " <= "
                            + untilMicros
                            + " GROUP BY d";
            new CancellableStatements(session)
                    .visitNumbers(
                            what,
                            sql,
                            3,
                            row -> {
                                before.put(row.get(0), row.get(1));
                                all.put(row.get(0), row.get(2));
                            });
        }
        return Optional.of(
                new EventCounts.Reading(
                        new EventCounts(firstDay, before), new EventCounts(firstDay, all)));
    }

    /// Passes the events of a SELECT, ordered by the keys, to a visitor.
    ///
    /// @param sql yields `k0` …, `t`, `c` if the relation has it, and `v0` …
    static void show(
            CancellableStatements statements,
            ViewRelation relation,
            String sql,
            String what,
            Visitor visitor) {
        try (ResultCursor rows = statements.session().query(sql)) {
            var keys = new KeyColumns(rows, relation.keys());
            var event =
                    new RowEvent(
                            rows,
                            relation.keys().size(),
                            relation.hasCreated(),
                            relation.columns().values());
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
            throw DuckDbErrorMapper.of(what, failure);
        }
    }

    /// All events of a relation, ordered by the keys.
    static String all(ViewRelation relation) {
        return select(relation)
                + " FROM "
                + relation.distinct(relation.sql())
                + " ORDER BY "
                + relation.keyList();
    }

    private static String select(ViewRelation relation) {
        return "SELECT "
                + relation.keyList()
                + (relation.hasCreated() ? ", t, c" : ", t")
                + IntStream.range(0, relation.columns().size())
                        .mapToObj(i -> ", v" + i)
                        .collect(Collectors.joining());
    }

    private static String sql(Session session, ViewRelation relation, HistoryQuery query) {
        String visible = relation.visible();
        String wanted =
                "FROM "
                        + relation.distinct(relation.sql())
                        + " WHERE "
                        + visible
                        + " <= "
                        + query.untilMicros()
                        + " AND "
                        + visible
                        + " > "
                        + Sql.text(Long.toString(query.afterMicros()))
                        + "::BIGINT"
                        + query.afterKey().map(key -> behind(relation, key)).orElse("")
                        + query.days().map(days -> among(relation, days, query)).orElse("");
        boolean isReduced =
                query.latestSuffices()
                        && !relation.hasId()
                        && eventsOfAnEntity(session, relation, wanted) >= EVENTS_WORTH_REDUCING;
        return select(relation)
                + (isReduced ? " FROM " + latest(relation, wanted) : " " + wanted)
                + " ORDER BY "
                + relation.keyList();
    }

    /// Estimates the number of events per entity.
    private static double eventsOfAnEntity(Session session, ViewRelation relation, String wanted) {
        String count = "SELECT count(*), approx_count_distinct(hash(" + relation.keyList() + ")) ";
        try (ResultCursor rows = session.query(count + wanted)) {
            if (!rows.next()) {
                return 0;
            }
            var counts = new long[2];
            for (int i = 0; i < counts.length; i++) {
                VectorReader column = rows.column(i, FeatureType.of(ValueType.INT64));
                column.bind(rows);
                counts[i] = column.integer(0);
            }
            return (double) counts[0] / Math.max(1, counts[1]);
        }
    }

    /// Condition for entities after a key.
    private static String behind(ViewRelation relation, List<Object> key) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            ValueType type = relation.keys().get(i);
            values.add(Sql.literal(FeatureType.of(type), key.get(i)));
        }
        return " AND (" + relation.keyList() + ") > (" + String.join(", ", values) + ")";
    }

    /// Condition for entities with an event on one of some days.
    private static String among(ViewRelation relation, HistoryQuery.Days days, HistoryQuery query) {
        return " AND ("
                + relation.keyList()
                + ") IN (SELECT "
                + (relation.keys().size() == 1
                        ? relation.keyList()
                        : "(" + relation.keyList() + ")")
                + " FROM "
                + relation.sql()
                + " WHERE "
                + relation.isEvent()
                + " AND "
                + relation.visible()
                + " <= "
                + query.untilMicros()
                + " AND "
                + relation.day(days.firstDay())
                + " IN ("
                + days.days().stream().map(String::valueOf).collect(Collectors.joining(", "))
                + "))";
    }

    /// Selects the latest events of each entity with a hash table of entities instead of a sort of
    /// all events, which reads them twice. Among simultaneous events the state chooses.
    private static String latest(ViewRelation relation, String wanted) {
        String keys = relation.keyList();
        return "("
                + wanted
                + ") SEMI JOIN (SELECT "
                + keys
                + ", max(t) AS t "
                + wanted
                + " GROUP BY "
                + keys
                + ") USING ("
                + keys
                + ", t)";
    }
}
