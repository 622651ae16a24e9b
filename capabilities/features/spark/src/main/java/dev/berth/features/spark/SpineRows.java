package dev.berth.features.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.history.JoinPlan;
import dev.berth.features.ondemand.RequestInputConverter;
import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnTyping;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/// Rows of the spine: its own columns, preceded by `#row`, which increases with the rows, and
/// `#at`, the instant in microseconds since 1970. Cached on the executors while in use.
final class SpineRows implements AutoCloseable {
    private static final Set<String> WHOLE =
            Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER");

    private final SpineFiles spine;
    private final Dataset<Row> rows;
    private final List<String> names;
    private final Extent extent;

    /// Number of rows and their time range; all 0 if there are none.
    record Extent(long rowCount, long firstMicros, long lastMicros) {}

    private SpineRows(SpineFiles spine, Dataset<Row> rows, List<String> names, Extent extent) {
        this.spine = spine;
        this.rows = rows;
        this.names = names;
        this.extent = extent;
    }

    /// Reads a spine.
    ///
    /// @throws ProblemException `record-invalid` if a row or the file has no time; `type-mismatch`
    ///   if the column is no time
    static SpineRows read(SparkSession session, SpineFiles spine) {
        Dataset<Row> plain = spine.format().spine(session, spine);
        List<String> names = List.of(plain.columns());
        require(spine, names, spine.time());
        List<Column> selected = new ArrayList<>();
        // Spark splits a file by bytes, and numbers splits and rows in the file's order.
        selected.add(functions.monotonically_increasing_id().as("#row"));
        selected.add(functions.unix_micros(instant(spine, plain.schema())).as("#at"));
        names.forEach(name -> selected.add(Columns.named(name)));
        Dataset<Row> rows =
                plain.select(selected.toArray(Column[]::new))
                        .persist(StorageLevel.MEMORY_AND_DISK());
        return new SpineRows(spine, rows, names, extent(spine, rows));
    }

    private static Column instant(SpineFiles spine, StructType schema) {
        Column time = Columns.named(spine.time());
        if (spine.format().typing() != ColumnTyping.STORED) {
            return Columns.instantOfText(time, spine.zone());
        }
        String type = SparkTypes.name(schema.apply(spine.time()).dataType());
        return switch (ColumnCheck.timeKind(type)) {
            case INSTANT -> time;
            case LOCAL -> Columns.instantOfLocal(time, spine.zone());
            case TEXT, NUMBER ->
                    throw new ProblemException(
                            ProblemCode.TYPE_MISMATCH,
                            "column '"
                                    + spine.time()
                                    + "' of the spine is of type "
                                    + type
                                    + " (expected: a timestamp or a date)",
                            "write the column as timestamps");
        };
    }

    private static Extent extent(SpineFiles spine, Dataset<Row> rows) {
        Column at = col("`#at`");
        Row found =
                rows.agg(
                                count(lit(1)),
                                count_if(at.isNull()),
                                min(when(at.isNull(), col("`#row`"))),
                                min(at),
                                max(at))
                        .head();
        if (found.getLong(1) > 0) {
            long first = rows.where(col("`#row`").lt(found.getLong(2))).count();
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID,
                    found.getLong(1)
                            + " rows of the spine have no '"
                            + spine.time()
                            + "', the first is row "
                            + first
                            + " (from 0)",
                    "write when each row happened: features are values at an instant");
        }
        return found.getLong(0) == 0
                ? new Extent(0, 0, 0)
                : new Extent(found.getLong(0), found.getLong(3), found.getLong(4));
    }

    private static void require(SpineFiles spine, List<String> names, String name) {
        if (!names.contains(name)) {
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID,
                    "the spine "
                            + spine.path()
                            + " has no column '"
                            + name
                            + "'"
                            + NearestName.hint(name, names),
                    "write it, or say which column it is");
        }
    }

    Extent extent() {
        return extent;
    }

    /// With `#row` and `#at`.
    Dataset<Row> rows() {
        return rows;
    }

    /// The spine's own columns.
    List<String> names() {
        return names;
    }

    /// The rows as `row`, `ts` and the keys `k0` ..., null if missing or not of the type.
    ///
    /// @param fields columns with the keys of the entities
    Dataset<Row> keyed(List<String> fields, List<Entity> entities) {
        List<Column> selected = new ArrayList<>();
        selected.add(col("`#row`").as("row"));
        selected.add(col("`#at`").as("ts"));
        for (int i = 0; i < fields.size(); i++) {
            selected.add(key(fields.get(i), entities.get(i)).as("k" + i));
        }
        return rows.select(selected.toArray(Column[]::new));
    }

    private Column key(String name, Entity entity) {
        require(spine, names, name);
        Column value = Columns.named(name);
        FeatureType type = FeatureType.of(entity.type());
        if (spine.format().typing() == ColumnTyping.NONE) {
            // A number that matches no key belongs to no entity; a text that is no number is an
            // error.
            Column typed = entity.type().isInteger() ? value.cast(DataTypes.LongType) : value;
            return Columns.carried(
                    entity.type().isInteger() ? typed.try_cast(SparkTypes.of(type)) : typed, type);
        }
        String found = SparkTypes.name(rows.schema().apply(name).dataType());
        boolean fits =
                entity.type().isInteger()
                        ? WHOLE.contains(found)
                        : found.equals(SparkTypes.name(SparkTypes.of(type)));
        if (!fits) {
            throw new ProblemException(
                    ProblemCode.TYPE_MISMATCH,
                    "column '"
                            + name
                            + "' of the spine is of type "
                            + found
                            + " (expected: "
                            + entity.type()
                            + ", the key of "
                            + entity.name()
                            + ")",
                    "write the column with that type");
        }
        return Columns.carried(value.try_cast(SparkTypes.of(type)), type);
    }

    /// An input of an on-demand view in the [RequestInputConverter#widest] type, in the form that
    /// executors exchange.
    Column input(JoinPlan.Input input, ViewReference view) {
        require(spine, names, input.column());
        FeatureType type = RequestInputConverter.widest(input.type());
        Column value = Columns.named(input.column());
        String found = SparkTypes.name(rows.schema().apply(input.column()).dataType());
        ColumnTyping typing = spine.format().typing();
        boolean fits =
                typing.fits(input.type(), found) && !(typing == ColumnTyping.NONE && type.isList());
        if (!fits) {
            throw new ProblemException(
                    ProblemCode.TYPE_MISMATCH,
                    "column '"
                            + input.column()
                            + "' of the spine is of type "
                            + found
                            + " (expected: "
                            + input.type()
                            + ", an input of "
                            + view
                            + ")",
                    "write the column with that type");
        }
        if (type.element() != ValueType.TIMESTAMP || type.isList()) {
            return Columns.carried(value, type);
        }
        return functions.unix_micros(
                switch (ColumnCheck.timeKind(found)) {
                    case INSTANT -> value;
                    case LOCAL -> Columns.instantOfLocal(value, spine.zone());
                    case TEXT, NUMBER -> Columns.instantOfText(value, spine.zone());
                });
    }

    @Override
    public void close() {
        rows.unpersist(false);
    }
}
