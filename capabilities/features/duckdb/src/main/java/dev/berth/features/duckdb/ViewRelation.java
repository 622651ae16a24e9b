package dev.berth.features.duckdb;

import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// SQL relation of a view's events under plain names: keys `k0`, `k1` ..., event time `t` and
/// creation time `c` in microseconds since 1970, id `i` if the source has one, and columns `v0`,
/// `v1` ... in the order of [FeatureDefinitions#columnsOf].
///
/// @param sql a SELECT in parentheses, which includes rows without keys or time
/// @param keys the types of the keys
/// @param columns the types of the columns
record ViewRelation(
        FeatureView view,
        String sql,
        List<ValueType> keys,
        Map<String, FeatureType> columns,
        boolean hasCreated,
        boolean hasId) {

    /// @throws dev.berth.core.ProblemException `source-unavailable`, `source-schema-mismatch`, or
    ///   `feature-definition-invalid` if the view's SQL is not allowed
    static ViewRelation of(
            Session session,
            FeatureView view,
            FeatureDefinitions definitions,
            SourcePathResolver place) {
        return of(
                session,
                view,
                definitions,
                SourceRelation.of(session, definitions.sourceOf(view), place));
    }

    /// The same over given events of the source.
    ///
    /// @param rows a SELECT in parentheses with the source's declared columns
    /// @throws dev.berth.core.ProblemException `feature-definition-invalid` if the view's SQL is
    ///   not allowed
    static ViewRelation of(
            Session session, FeatureView view, FeatureDefinitions definitions, String rows) {
        EventSource source = definitions.sourceOf(view);
        String events = rows;
        if (view.transformation().isPresent()) {
            var check = new TransformationCheck(session);
            String sql = check.check(view, view.transformation().get());
            events =
                    "(WITH "
                            + Sql.identifier(source.name().value())
                            + " AS "
                            + events
                            + " FROM ("
                            + sql
                            + "))";
            checkColumns(session, check, view, events);
        }
        Map<String, FeatureType> columns = definitions.columnsOf(view);
        List<ValueType> keys = new ArrayList<>();
        for (EntityName entity : view.keys().keySet()) {
            keys.add(definitions.entity(entity).type());
        }
        return new ViewRelation(
                view,
                select(view, source, events, columns, keys),
                keys,
                columns,
                source.created().isPresent(),
                source.id().isPresent());
    }

    private static void checkColumns(
            Session session, TransformationCheck check, FeatureView view, String events) {
        try {
            check.checkColumns(
                    view,
                    view.transformation().orElseThrow(),
                    new FileSchemaReader(session).of(events));
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of("the SQL of view " + view.reference(), failure);
        }
    }

    private static String select(
            FeatureView view,
            EventSource source,
            String events,
            Map<String, FeatureType> columns,
            List<ValueType> keys) {
        List<String> selected = new ArrayList<>();
        for (String key : view.keys().values()) {
            int index = selected.size();
            selected.add(
                    "CAST("
                            + Sql.identifier(key)
                            + " AS "
                            + Sql.type(keys.get(index))
                            + ") AS k"
                            + index);
        }
        String time = "epoch_us(" + Sql.identifier(source.time()) + ")";
        selected.add(time + " AS t");
        selected.add(
                source.created()
                                .map(
                                        created ->
                                                "coalesce(epoch_us("
                                                        + Sql.identifier(created)
                                                        + "), "
                                                        + time
                                                        + ")")
                                .orElse(time)
                        + " AS c");
        source.id().ifPresent(id -> selected.add(Sql.identifier(id) + " AS i"));
        int index = 0;
        for (Map.Entry<String, FeatureType> column : columns.entrySet()) {
            selected.add(
                    "CAST("
                            + Sql.identifier(column.getKey())
                            + " AS "
                            + Sql.type(column.getValue())
                            + ") AS v"
                            + index++);
        }
        return "(SELECT " + String.join(", ", selected) + " FROM " + events + ")";
    }

    /// `k0, k1`.
    String keyList() {
        return keyList("");
    }

    /// `e.k0, e.k1` for the prefix `e.`.
    String keyList(String prefix) {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> prefix + "k" + i)
                .collect(Collectors.joining(", "));
    }

    /// Join condition on equal keys: `a.k0 = b.k0 AND a.k1 = b.k1`.
    String sameKeys(String a, String b) {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> a + ".k" + i + " = " + b + ".k" + i)
                .collect(Collectors.joining(" AND "));
    }

    /// Condition that a row is an event of an entity.
    String isEvent() {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> "k" + i + " IS NOT NULL AND ")
                .collect(Collectors.joining("", "", "t IS NOT NULL"));
    }

    /// From when an event counts, in microseconds since 1970.
    String visible() {
        return hasCreated ? "greatest(t, c)" : "t";
    }

    /// The day of that instant, as in [EventCounts#day].
    String day(long firstDay) {
        return "greatest(floor("
                + visible()
                + " / "
                + EventCounts.DAY_MICROS
                + ".0)::BIGINT, "
                + Sql.text(Long.toString(firstDay))
                + "::BIGINT)";
    }

    /// The column of a feature that has one.
    int columnOf(Feature feature) {
        String column = ((FeatureComputation.FromColumn) feature.derivation()).column();
        return List.copyOf(columns.keySet()).indexOf(column);
    }

    FeatureType type(int column) {
        return List.copyOf(columns.values()).get(column);
    }

    /// Events without duplicates by id: the one known first, then the one that happened first, then
    /// the one with greater values.
    ///
    /// @param from yields rows of [#sql]
    String distinct(String from) {
        String events = "(FROM " + from + " WHERE " + isEvent() + ")";
        if (!hasId) {
            return events;
        }
        List<String> orders = new ArrayList<>(List.of("c", "t"));
        for (int i = 0; i < columns.size(); i++) {
            orders.addAll(Sql.greatestFirst(type(i), Sql.present(type(i), "v" + i)));
        }
        return "(FROM "
                + events
                + " QUALIFY i IS NULL OR row_number() OVER (PARTITION BY "
                + keyList()
                + ", i ORDER BY "
                + String.join(", ", orders)
                + ") = 1)";
    }

    /// Order of rows with equal event and creation times, the latest first.
    List<String> greatestFirst() {
        List<String> orders = new ArrayList<>();
        for (Feature feature : view.features()) {
            int column = columnOf(feature);
            orders.addAll(Sql.greatestFirst(type(column), Sql.present(type(column), "v" + column)));
        }
        return orders;
    }
}
