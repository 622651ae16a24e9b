package dev.berth.features.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;

import dev.berth.tables.duckdb.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.FloatType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.TimestampType;

/// Case of an Iceberg table with the expected rows of `who`, `seen` and `amount`, shared by the
/// engines. No two rows have the same `who`.
@SuppressWarnings("ImmutableEnumChecker") // Schemas and functions are, though nothing says so.
public enum IcebergCase {
    PLAIN(
            writer -> writer.append(rows("1::BIGINT, 2.5::DOUBLE", "2::BIGINT, NULL")),
            "1 2024-01-01T00:00:00Z 2.5",
            "2 2024-01-01T00:00:00Z null"),
    EMPTY(_ -> {}),
    SEVERAL_SNAPSHOTS(
            writer -> {
                DataFile first = writer.append(rows("1::BIGINT, 1.0::DOUBLE"));
                writer.append(rows("2::BIGINT, 2.0::DOUBLE"));
                writer.append(rows("3::BIGINT, 3.0::DOUBLE"));
                writer.table().newDelete().deleteFile(first.location()).commit();
            },
            "2 2024-01-01T00:00:00Z 2.0",
            "3 2024-01-01T00:00:00Z 3.0"),
    COLUMN_RENAMED(
            writer -> {
                writer.table().updateSchema().renameColumn("amount", "paid").commit();
                writer.append(rows("1::BIGINT, 1.0::DOUBLE").replace("amount", "paid"));
                writer.table().updateSchema().renameColumn("paid", "amount").commit();
                writer.append(rows("2::BIGINT, 2.0::DOUBLE"));
            },
            "1 2024-01-01T00:00:00Z 1.0",
            "2 2024-01-01T00:00:00Z 2.0"),
    NAMES_SWAPPED(
            writer -> {
                writer.table().updateSchema().addColumn("other", DoubleType.get()).commit();
                writer.append(rows("1::BIGINT, 1.0::DOUBLE, 9.0::DOUBLE").replace("_)", "other)"));
                writer.table().updateSchema().renameColumn("amount", "between").commit();
                writer.table().updateSchema().renameColumn("other", "amount").commit();
                writer.table().updateSchema().renameColumn("between", "other").commit();
            },
            "1 2024-01-01T00:00:00Z 9.0"),
    COLUMN_ADDED(
            writer -> {
                writer.table().updateSchema().deleteColumn("amount").commit();
                writer.append(
                        "SELECT 1::BIGINT AS who, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS seen");
                writer.table().updateSchema().addColumn("amount", DoubleType.get()).commit();
                writer.append(rows("2::BIGINT, 2.0::DOUBLE"));
            },
            "1 2024-01-01T00:00:00Z null",
            "2 2024-01-01T00:00:00Z 2.0"),
    COLUMN_ADDED_WITH_DEFAULT(
            3,
            writer -> {
                writer.table().updateSchema().deleteColumn("amount").commit();
                writer.append(
                        "SELECT 1::BIGINT AS who, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS seen");
                writer.table()
                        .updateSchema()
                        .addColumn("amount", DoubleType.get(), Literal.of(-0.0))
                        .commit();
                writer.append(rows("2::BIGINT, NULL::DOUBLE"));
            },
            "1 2024-01-01T00:00:00Z -0.0",
            "2 2024-01-01T00:00:00Z null"),
    COLUMN_DROPPED_AND_ADDED_AGAIN(
            writer -> {
                writer.append(rows("1::BIGINT, 1.0::DOUBLE"));
                writer.table().updateSchema().deleteColumn("amount").commit();
                writer.table().updateSchema().addColumn("amount", DoubleType.get()).commit();
                writer.append(rows("2::BIGINT, 2.0::DOUBLE"));
            },
            "1 2024-01-01T00:00:00Z null",
            "2 2024-01-01T00:00:00Z 2.0"),
    TYPES_WIDENED(
            schema(IntegerType.get(), TimestampType.withZone(), FloatType.get()),
            writer -> {
                writer.append(rows("1::INTEGER, 1.1::FLOAT"));
                writer.table()
                        .updateSchema()
                        .updateColumn("who", LongType.get())
                        .updateColumn("amount", DoubleType.get())
                        .commit();
                writer.append(rows("5000000000::BIGINT, 1.1::DOUBLE"));
            },
            "1 2024-01-01T00:00:00Z 1.100000023841858",
            "5000000000 2024-01-01T00:00:00Z 1.1"),
    TIMES_OF_A_ZONE(
            schema(LongType.get(), TimestampType.withoutZone(), DoubleType.get()),
            writer ->
                    writer.append(
                            "SELECT 1::BIGINT AS who, TIMESTAMP '2024-07-01 12:00:00' AS seen,"
                                    + " 1.0::DOUBLE AS amount"),
            "1 2024-07-01T10:00:00Z 1.0"),
    TIMES_THAT_FILES_HAVE_OTHERWISE(
            writer ->
                    writer.append(
                            "SELECT 1::BIGINT AS who, TIMESTAMP '2024-07-01 12:00:00' AS seen,"
                                    + " 1.0::DOUBLE AS amount"),
            "1 2024-07-01T12:00:00Z 1.0"),
    PARTITION_THAT_FILES_LACK(
            partitioned("who"),
            writer -> {
                writer.append("data/who=7/0.parquet", "who=7", rest());
                writer.append("data/who=8/1.parquet", "who=8", rest());
                writer.append("data/null.parquet", "who=__HIVE_DEFAULT_PARTITION__", rest());
            },
            "7 2024-01-01T00:00:00Z 4.0",
            "8 2024-01-01T00:00:00Z 4.0",
            "null 2024-01-01T00:00:00Z 4.0"),
    PARTITION_THAT_FILES_HAVE(
            partitioned("who"),
            // The directory name is irrelevant.
            writer ->
                    writer.append("data/who=8/0.parquet", "who=7", rows("7::BIGINT, 1.0::DOUBLE")),
            "7 2024-01-01T00:00:00Z 1.0"),
    PARTITION_OF_DATES(
            schema(LongType.get(), DateType.get(), DoubleType.get()),
            writer -> {
                writer.table().updateSpec().addField("seen").commit();
                writer.append(
                        "data/day.parquet",
                        "seen=1969-12-30",
                        "SELECT 1::BIGINT AS who, 1.0::DOUBLE AS amount");
            },
            "1 1969-12-29T23:00:00Z 1.0"),
    PARTITION_HIDDEN(
            PartitionSpec.builderFor(usual()).day("seen").build(),
            2,
            usual(),
            writer ->
                    writer.append(
                            "data/seen_day=2024-01-01/0.parquet",
                            "seen_day=2024-01-01",
                            rows("1::BIGINT, 1.0::DOUBLE")),
            "1 2024-01-01T00:00:00Z 1.0"),
    POSITIONS_DELETED(
            writer -> {
                DataFile odd = writer.append("data/a=b c%20[1]{x}.parquet", "", numbers(1, 4));
                DataFile other = writer.append(numbers(11, 14));
                writer.append(numbers(21, 22));
                writer.deletePositions(odd, List.of(0, 2));
                writer.deletePositions(odd, List.of(1));
                writer.deletePositions(other, List.of(2));
            },
            "11 2024-01-01T00:00:00Z 11.0",
            "12 2024-01-01T00:00:00Z 12.0",
            "21 2024-01-01T00:00:00Z 21.0"),
    BITMAPS_DELETED(
            3,
            writer -> {
                DataFile first = writer.append(numbers(1, 4));
                writer.append(numbers(11, 12));
                writer.deleteVector(first, List.of(0, 1));
            },
            "11 2024-01-01T00:00:00Z 11.0",
            "3 2024-01-01T00:00:00Z 3.0"),
    VALUES_DELETED(
            writer -> {
                writer.append(numbers(1, 6));
                writer.deleteEqual("", "SELECT unnest([1, 2])::BIGINT AS who");
                // Written after the delete, which does not apply to it.
                writer.append(rows("1::BIGINT, 100.0::DOUBLE", "NULL, 5.0"));
                writer.deleteEqual(
                        "",
                        "SELECT unnest([3, 1, NULL])::BIGINT AS who, TIMESTAMPTZ '2024-01-01"
                                + " 00:00:00+00' AS seen");
                writer.table().updateSchema().renameColumn("who", "whom").commit();
                writer.table().updateSchema().addColumn("who", LongType.get()).commit();
                writer.deleteEqual("", "SELECT 4::BIGINT AS whom");
                writer.table().updateSchema().deleteColumn("who").commit();
                writer.table().updateSchema().renameColumn("whom", "who").commit();
            },
            "5 2024-01-01T00:00:00Z 5.0"),
    VALUES_DELETED_IN_A_PARTITION(
            partitioned("amount"),
            writer -> {
                writer.append("data/0.parquet", "amount=1.0", rows("1::BIGINT, 1.0::DOUBLE"));
                writer.append("data/1.parquet", "amount=2.0", rows("2::BIGINT, 2.0::DOUBLE"));
                writer.deleteEqual("amount=1.0", "SELECT unnest([1, 2])::BIGINT AS who");
            },
            "2 2024-01-01T00:00:00Z 2.0"),
    NAMES_MAPPED(
            writer -> {
                writer.appendWithoutIds(rows("1::BIGINT, 1.0::DOUBLE").replace("amount", "spent"));
                writer.table()
                        .updateProperties()
                        .set(
                                TableProperties.DEFAULT_NAME_MAPPING,
                                "[{\"field-id\": 1, \"names\": [\"who\"]}, {\"field-id\": 2,"
                                        + " \"names\": [\"seen\"]}, {\"field-id\": 3, \"names\":"
                                        + " [\"amount\", \"spent\"]}]")
                        .commit();
            },
            "1 2024-01-01T00:00:00Z 1.0"),
    NAMES_ALONE(
            writer -> writer.appendWithoutIds(rows("1::BIGINT, 1.0::DOUBLE")),
            "1 2024-01-01T00:00:00Z 1.0");

    private final Schema schema;
    private final PartitionSpec spec;
    private final int version;
    private final Consumer<IcebergWriter> events;
    private final List<String> rows;

    IcebergCase(
            PartitionSpec spec,
            int version,
            Schema schema,
            Consumer<IcebergWriter> events,
            String... rows) {
        this.schema = schema;
        this.spec = spec;
        this.version = version;
        this.events = events;
        this.rows = List.of(rows);
    }

    IcebergCase(int version, Consumer<IcebergWriter> events, String... rows) {
        this(PartitionSpec.unpartitioned(), version, usual(), events, rows);
    }

    IcebergCase(Schema schema, Consumer<IcebergWriter> events, String... rows) {
        this(PartitionSpec.unpartitioned(), 2, schema, events, rows);
    }

    IcebergCase(PartitionSpec spec, Consumer<IcebergWriter> events, String... rows) {
        this(spec, 2, usual(), events, rows);
    }

    IcebergCase(Consumer<IcebergWriter> events, String... rows) {
        this(2, events, rows);
    }

    /// Creates the table. Times without a zone are Berlin's.
    public IcebergWriter write(Session session, Path folder) {
        var writer = new IcebergWriter(session, folder, schema, spec, version);
        events.accept(writer);
        return writer;
    }

    /// The expected rows, sorted, as `who seen amount`.
    public List<String> rows() {
        return rows;
    }

    static Schema usual() {
        return schema(LongType.get(), TimestampType.withZone(), DoubleType.get());
    }

    private static Schema schema(Type who, Type seen, Type amount) {
        return new Schema(
                optional(1, "who", who), optional(2, "seen", seen), optional(3, "amount", amount));
    }

    private static PartitionSpec partitioned(String column) {
        return PartitionSpec.builderFor(usual()).identity(column).build();
    }

    /// @param values `who` and `amount` of each row
    private static String rows(String... values) {
        return "SELECT who, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS seen, * EXCLUDE (who) FROM"
                + " (VALUES ("
                + String.join("), (", values)
                + ")) v(who, amount"
                + (values[0].split(",", -1).length > 2 ? ", _)" : ")");
    }

    private static String rest() {
        return "SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' AS seen, 4.0::DOUBLE AS amount";
    }

    public static String numbers(int from, int to) {
        return "SELECT range AS who, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS seen, range::DOUBLE AS"
                + " amount FROM range("
                + from
                + ", "
                + to
                + ")";
    }
}
