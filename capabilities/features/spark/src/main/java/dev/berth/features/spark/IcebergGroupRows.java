package dev.berth.features.spark;

import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnCheck.TimeKind;
import dev.berth.tables.iceberg.ColumnReading;
import dev.berth.tables.iceberg.ColumnReading.Constant;
import dev.berth.tables.iceberg.ColumnReading.Stored;
import dev.berth.tables.iceberg.EqualityDelete;
import dev.berth.tables.iceberg.EqualityMatch;
import dev.berth.tables.iceberg.FileGroup;
import dev.berth.tables.iceberg.TableFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// Rows of a group of Iceberg data files without deleted ones: an anti join with deleted positions
/// and values.
final class IcebergGroupRows {
    // Beside the declared columns, whose names have no spaces.
    private static final String PATH = "path of file";
    private static final String POSITION = "position in file";
    private static final String SEQUENCE = "sequence of file";
    private static final String PARTITION = "partition of file";

    /// Table metadata of a file.
    private static final StructType COMMITS =
            new StructType()
                    .add(PATH, DataTypes.StringType)
                    .add(SEQUENCE, DataTypes.LongType)
                    .add(PARTITION, DataTypes.StringType);

    private final SparkSession session;
    private final DeclaredColumns columns;

    IcebergGroupRows(SparkSession session, DeclaredColumns columns) {
        this.session = session;
        this.columns = columns;
    }

    Dataset<Row> of(FileGroup group) {
        Dataset<Row> read =
                read(
                        group.files().stream().map(TableFile::path).toList(),
                        Stream.concat(
                                        group.columns().values().stream(),
                                        group.matches().stream()
                                                .flatMap(match -> match.rows().stream()))
                                .toList());
        List<Column> selected = new ArrayList<>();
        group.columns()
                .forEach(
                        (name, reading) ->
                                selected.add(
                                        columns.value(
                                                        name,
                                                        value(reading),
                                                        ColumnCheck.timeKind(reading.type()))
                                                .as(name)));
        if (group.hasDeletedPositions() || !group.matches().isEmpty()) {
            selected.addAll(identifying(read, group.matches()));
        }
        return withoutDeleted(read.select(selected.toArray(Column[]::new)), group)
                .select(
                        group.columns().keySet().stream()
                                .map(Columns::named)
                                .toArray(Column[]::new));
    }

    /// Columns by which deletes identify a row.
    private static List<Column> identifying(Dataset<Row> read, List<EqualityMatch> matches) {
        List<Column> selected = new ArrayList<>();
        selected.add(path(read));
        selected.add(read.metadataColumn("_metadata").getField("row_index").as(POSITION));
        for (int i = 0; i < matches.size(); i++) {
            List<ColumnReading> compared = matches.get(i).rows();
            for (int j = 0; j < compared.size(); j++) {
                selected.add(value(compared.get(j)).as(compared(i, j)));
            }
        }
        return selected;
    }

    private static String compared(int match, int column) {
        return "compared " + match + " " + column;
    }

    /// A path as Spark reports it for rows: URL-encoded, `%20` for a space.
    private static String encoded(String path) {
        return new Path(path).toUri().toString();
    }

    private static Column path(Dataset<Row> read) {
        return read.metadataColumn("_metadata").getField("file_path").as(PATH);
    }

    private Dataset<Row> withoutDeleted(Dataset<Row> rows, FileGroup group) {
        Dataset<Row> left = rows;
        if (group.hasDeletedPositions()) {
            Dataset<Row> deleted = positions(group.files());
            left =
                    left.join(
                            deleted,
                            left.col(PATH)
                                    .equalTo(deleted.col("path"))
                                    .and(left.col(POSITION).equalTo(deleted.col("pos"))),
                            "left_anti");
        }
        if (!group.matches().isEmpty()) {
            left = left.join(functions.broadcast(commits(group.files())), PATH);
        }
        for (int i = 0; i < group.matches().size(); i++) {
            left = withoutEqual(left, group.matches().get(i), i);
        }
        return left;
    }

    private Dataset<Row> positions(List<TableFile> files) {
        List<Row> pairs = new ArrayList<>();
        List<Row> bits = new ArrayList<>();
        for (TableFile file : files) {
            for (String delete : file.positionDeletes()) {
                pairs.add(
                        RowFactory.create(encoded(file.path()), file.recorded(), encoded(delete)));
            }
            file.vector()
                    .ifPresent(
                            vector ->
                                    vector.forEach(
                                            position ->
                                                    bits.add(
                                                            RowFactory.create(
                                                                    encoded(file.path()),
                                                                    position))));
        }
        Dataset<Row> positions =
                session.createDataFrame(
                        bits,
                        new StructType()
                                .add("path", DataTypes.StringType)
                                .add("pos", DataTypes.LongType));
        return pairs.isEmpty() ? positions : positions.unionAll(positionsOf(files, pairs));
    }

    private Dataset<Row> positionsOf(List<TableFile> files, List<Row> pairs) {
        Dataset<Row> read =
                read(
                        files.stream()
                                .flatMap(file -> file.positionDeletes().stream())
                                .distinct()
                                .toList(),
                        List.of(
                                new Stored("file_path", "VARCHAR", "VARCHAR"),
                                new Stored("pos", "BIGINT", "BIGINT")));
        Dataset<Row> deleted =
                read.select(Columns.named("file_path"), Columns.named("pos"), path(read));
        Dataset<Row> known =
                functions.broadcast(
                        session.createDataFrame(
                                pairs,
                                new StructType()
                                        .add("path", DataTypes.StringType)
                                        .add("recorded", DataTypes.StringType)
                                        .add("deletes", DataTypes.StringType)));
        return deleted.join(
                        known,
                        deleted.col("file_path")
                                .equalTo(known.col("recorded"))
                                .and(deleted.col(PATH).equalTo(known.col("deletes"))))
                .select(Columns.named("path"), Columns.named("pos"));
    }

    private Dataset<Row> commits(List<TableFile> files) {
        return session.createDataFrame(
                files.stream()
                        .map(
                                file ->
                                        RowFactory.create(
                                                encoded(file.path()),
                                                file.sequence(),
                                                file.partition()))
                        .toList(),
                COMMITS);
    }

    private Dataset<Row> withoutEqual(Dataset<Row> rows, EqualityMatch match, int number) {
        Dataset<Row> deleted = deleted(match);
        Column isDeleted =
                rows.col(SEQUENCE)
                        .lt(deleted.col(SEQUENCE))
                        .and(
                                deleted.col(PARTITION)
                                        .isNull()
                                        .or(rows.col(PARTITION).equalTo(deleted.col(PARTITION))));
        for (int i = 0; i < match.deleted().size(); i++) {
            isDeleted =
                    isDeleted.and(
                            rows.col(compared(number, i)).eqNullSafe(deleted.col("deleted " + i)));
        }
        return rows.join(deleted, isDeleted, "left_anti");
    }

    /// Deleted values, each with the commit and partition of its file.
    private Dataset<Row> deleted(EqualityMatch match) {
        Dataset<Row> read =
                read(match.deletes().stream().map(EqualityDelete::path).toList(), match.deleted());
        List<Column> selected = new ArrayList<>(List.of(path(read)));
        for (int i = 0; i < match.deleted().size(); i++) {
            selected.add(value(match.deleted().get(i)).as("deleted " + i));
        }
        Dataset<Row> commits =
                session.createDataFrame(
                        match.deletes().stream()
                                .map(
                                        delete ->
                                                RowFactory.create(
                                                        encoded(delete.path()),
                                                        delete.sequence(),
                                                        delete.partition().orElse(null)))
                                .toList(),
                        COMMITS);
        return read.select(selected.toArray(Column[]::new))
                .join(functions.broadcast(commits), PATH);
    }

    /// The stored columns of files under their stored names.
    private Dataset<Row> read(Collection<String> paths, List<? extends ColumnReading> readings) {
        Map<String, String> types = new LinkedHashMap<>();
        for (ColumnReading reading : readings) {
            if (reading instanceof Stored column) {
                types.put(column.name(), column.stored());
            }
        }
        var schema = new StructType();
        for (Map.Entry<String, String> column : types.entrySet()) {
            schema = schema.add(column.getKey(), SparkTypes.ofParquet(column.getValue()));
        }
        return session.read()
                .schema(schema)
                // Otherwise paths would be patterns.
                .option("__globPaths__", "false")
                .parquet(paths.toArray(String[]::new));
    }

    private static Column value(ColumnReading reading) {
        return switch (reading) {
            case Constant constant -> literal(constant.type(), constant.value());
            case Stored column -> {
                Column value =
                        DeclaredColumns.stored(Columns.named(column.name()), column.stored());
                TimeKind kind = ColumnCheck.timeKind(column.type());
                // The session's zone is UTC.
                yield kind == ColumnCheck.timeKind(column.stored())
                        ? value
                        : value.cast(
                                kind == TimeKind.INSTANT
                                        ? DataTypes.TimestampType
                                        : DataTypes.TimestampNTZType);
            }
        };
    }

    private static Column literal(String type, @Nullable Object value) {
        return switch (value) {
            case null -> functions.lit(null).cast(SparkTypes.ofParquet(type));
            case ByteBuffer bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.duplicate().get(copy);
                yield functions.lit(copy);
            }
            case Number number when type.equals("TIMESTAMP") ->
                    functions
                            .timestamp_micros(functions.lit(number.longValue()))
                            .cast(DataTypes.TimestampNTZType);
            case Number number when type.equals("TIMESTAMP WITH TIME ZONE") ->
                    functions.timestamp_micros(functions.lit(number.longValue()));
            case Number number when type.equals("DATE") ->
                    functions.date_from_unix_date(functions.lit(number.intValue()));
            default -> functions.lit(value);
        };
    }
}
