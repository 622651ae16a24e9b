package dev.berth.features.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.SourcePathResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/// Rows of a view's events under plain names: keys `k0`, `k1` ..., event time `t` and creation time
/// `c` in microseconds since 1970, id `i` if the source has one, and columns `v0`, `v1` ... in the
/// order of [FeatureDefinitions#columnsOf]. Columns that no feature uses are missing, so that they
/// are neither read nor sent.
///
/// @param rows including those without keys or time
/// @param keys the types of the keys
/// @param columns the types of the columns
record EventRows(
        FeatureView view,
        Dataset<Row> rows,
        List<ValueType> keys,
        Map<String, FeatureType> columns,
        boolean hasId) {

    /// @throws ProblemException `source-unavailable` or `source-schema-mismatch`; `unimplemented`
    ///   if the view has SQL
    static EventRows of(
            SparkSession session,
            FeatureView view,
            FeatureDefinitions definitions,
            SourcePathResolver place) {
        if (view.transformation().isPresent()) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "view "
                            + view.reference()
                            + " has SQL, which is DuckDB's; Spark would give other values for some"
                            + " of it (expected: a view without `sql`)",
                    "join the view with DuckDB, or write what the SQL gives into the source");
        }
        EventSource source = definitions.sourceOf(view);
        Map<String, FeatureType> columns = definitions.columnsOf(view);
        List<ValueType> keys = new ArrayList<>();
        for (EntityName entity : view.keys().keySet()) {
            keys.add(definitions.entity(entity).type());
        }
        Dataset<Row> rows =
                SourceRows.of(session, source, place)
                        .select(selected(view, source, columns, keys).toArray(Column[]::new));
        return new EventRows(view, rows, keys, columns, source.id().isPresent());
    }

    private static List<Column> selected(
            FeatureView view,
            EventSource source,
            Map<String, FeatureType> columns,
            List<ValueType> keys) {
        List<Column> selected = new ArrayList<>();
        for (String key : view.keys().values()) {
            int index = selected.size();
            selected.add(
                    Columns.carried(Columns.named(key), FeatureType.of(keys.get(index)))
                            .as("k" + index));
        }
        Column time = functions.unix_micros(Columns.named(source.time()));
        selected.add(time.as("t"));
        selected.add(
                source.created()
                        .map(created -> functions.unix_micros(Columns.named(created)))
                        .map(created -> coalesce(created, time))
                        .orElse(time)
                        .as("c"));
        source.id().ifPresent(id -> selected.add(Columns.named(id).as("i")));
        int index = 0;
        for (Map.Entry<String, FeatureType> column : columns.entrySet()) {
            // Of duplicates the one with the greater values counts, whatever features use.
            boolean isUsed = source.id().isPresent() || isUsed(view, column.getKey());
            selected.add(
                    (isUsed
                                    ? Columns.carried(
                                            Columns.named(column.getKey()), column.getValue())
                                    : lit(null).cast(SparkTypes.carried(column.getValue())))
                            .as("v" + index++));
        }
        return selected;
    }

    private static boolean isUsed(FeatureView view, String column) {
        return view.features().stream().map(Feature::derivation).anyMatch(it -> uses(it, column));
    }

    private static boolean uses(FeatureComputation derivation, String column) {
        return switch (derivation) {
            case FeatureComputation.FromColumn(String name) -> name.equals(column);
            case FeatureComputation.Aggregation it ->
                    it.of().filter(column::equals).isPresent()
                            || it.by().filter(column::equals).isPresent()
                            // More than are used, if one has a name that is part of another.
                            || it.where().filter(text -> text.text().contains(column)).isPresent();
        };
    }

    /// Condition that a row is an event of an entity.
    Column isEvent() {
        Column is = col("t").isNotNull();
        for (int i = 0; i < keys.size(); i++) {
            is = is.and(col("k" + i).isNotNull());
        }
        return is;
    }

    Column[] keyColumns() {
        Column[] found = new Column[keys.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = col("k" + i);
        }
        return found;
    }

    /// Events of entities without duplicates.
    ///
    /// @param from rows of [#rows]
    Dataset<Row> distinct(Dataset<Row> from) {
        Dataset<Row> events = from.where(isEvent());
        if (!hasId) {
            return events;
        }
        List<Column> order = new ArrayList<>(List.of(keyColumns()));
        order.add(col("i"));
        Dataset<Row> ordered =
                events.where(col("i").isNotNull())
                        .repartition(order.toArray(Column[]::new))
                        .sortWithinPartitions(with(order, col("c"), col("t")));
        Dataset<Row> firsts =
                ordered.mapPartitions(
                        new DuplicateEventFilter(keys.size(), List.copyOf(columns.values())),
                        Encoders.row(ordered.schema()));
        return events.where(col("i").isNull()).unionAll(firsts);
    }

    private static Column[] with(List<Column> columns, Column... more) {
        List<Column> all = new ArrayList<>(columns);
        all.addAll(List.of(more));
        return all.toArray(Column[]::new);
    }

    /// Events and spine rows in one form: keys, visibility `ts`, spine `row` or -1, `t`, `c` and
    /// the columns.
    ///
    /// @param keyed `row`, `ts` and keys
    Dataset<Row> timeline(Dataset<Row> events, Dataset<Row> keyed) {
        List<Column> ofEvents = new ArrayList<>(List.of(keyColumns()));
        ofEvents.add(functions.greatest(col("t"), col("c")).as("ts"));
        ofEvents.add(lit(-1L).as("row"));
        ofEvents.add(col("t"));
        ofEvents.add(col("c"));
        List<Column> ofSpine = new ArrayList<>(List.of(keyColumns()));
        ofSpine.add(col("ts"));
        ofSpine.add(col("row"));
        ofSpine.add(lit(null).cast(DataTypes.LongType).as("t"));
        ofSpine.add(lit(null).cast(DataTypes.LongType).as("c"));
        int index = 0;
        for (FeatureType type : columns.values()) {
            String name = "v" + index++;
            ofEvents.add(col(name));
            ofSpine.add(lit(null).cast(SparkTypes.carried(type)).as(name));
        }
        return events.select(ofEvents.toArray(Column[]::new))
                .unionAll(keyed.select(ofSpine.toArray(Column[]::new)));
    }
}
