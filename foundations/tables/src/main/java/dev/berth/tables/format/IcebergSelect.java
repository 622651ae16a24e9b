package dev.berth.tables.format;

import dev.berth.tables.ColumnCheck;
import dev.berth.tables.ColumnCheck.TimeKind;
import dev.berth.tables.DeclaredColumns;
import dev.berth.tables.duckdb.Sql;
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
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The SELECT of a group of files of a table of Iceberg, without the rows that were deleted.
///
/// `f` are the rows of the files and `a` what the table says of each file; deleted positions and
/// values are joined to them, and what finds a partner is left out.
final class IcebergSelect {
    /// The column with the path of a file, which no column of a table is called.
    private static final String PATH = "path of the file";

    private final DeclaredColumns columns;
    private final String vectors;

    /// @param vectors the table with deleted positions, `number`, `path` and `pos`, quoted
    IcebergSelect(DeclaredColumns columns, String vectors) {
        this.columns = columns;
        this.vectors = vectors;
    }

    /// @param number of the group in the table of vectors
    String of(int number, FileGroup group) {
        List<String> values = new ArrayList<>();
        group.columns()
                .forEach(
                        (name, reading) ->
                                values.add(
                                        columns.value(
                                                name,
                                                value("f", reading),
                                                ColumnCheck.timeKind(reading.type()))));
        var select = new StringBuilder("SELECT ").append(String.join(", ", values));
        select.append(" FROM ")
                .append(
                        files(
                                group.files().stream().map(TableFile::path).toList(),
                                group.hasDeletedPositions() ? ", file_row_number = true" : ""))
                .append(" f");
        if (group.hasDeletedPositions()) {
            select.append(withoutPositions(positions(number, group.files())));
        }
        if (!group.matches().isEmpty()) {
            select.append(withCommits(group.files()));
        }
        group.matches().forEach(match -> select.append(withoutEqual(match)));
        return select.toString();
    }

    /// The rows of files, each with the path of its file.
    private static String files(Collection<String> paths, String more) {
        return "read_parquet("
                + Sql.textList(paths.stream().map(IcebergSelect::pattern).toList())
                + ", union_by_name = true, hive_partitioning = false, filename = "
                + Sql.text(PATH)
                + more
                + ")";
    }

    /// What stands for one path alone, where patterns are expected.
    static String pattern(String path) {
        return path.replaceAll("[\\[*?]", "[$0]");
    }

    private static String withoutPositions(String positions) {
        return " ANTI JOIN ("
                + positions
                + ") p ON f."
                + Sql.identifier(PATH)
                + " = p.path AND f.file_row_number = p.pos";
    }

    private String positions(int number, List<TableFile> files) {
        List<String> positions = new ArrayList<>();
        if (files.stream().anyMatch(file -> !file.positionDeletes().isEmpty())) {
            positions.add(positionsOfFiles(files));
        }
        if (files.stream().anyMatch(file -> file.vector().isPresent())) {
            positions.add("SELECT path, pos FROM " + vectors + " WHERE number = " + number);
        }
        return String.join(" UNION ALL ", positions);
    }

    /// A file of deletes may have positions in files to which it does not apply.
    private static String positionsOfFiles(List<TableFile> files) {
        Set<String> deletes = new LinkedHashSet<>();
        List<String> pairs = new ArrayList<>();
        for (TableFile file : files) {
            for (String delete : file.positionDeletes()) {
                deletes.add(delete);
                pairs.add(row(file.path(), file.recorded(), delete));
            }
        }
        return "SELECT b.path, d.pos FROM "
                + files(deletes, "")
                + " d JOIN (VALUES "
                + String.join(", ", pairs)
                + ") b(path, recorded, deletes) ON d.file_path = b.recorded AND d."
                + Sql.identifier(PATH)
                + " = b.deletes";
    }

    private static String row(String... texts) {
        return Stream.of(texts).map(Sql::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String withCommits(List<TableFile> files) {
        return files.stream()
                .map(
                        file ->
                                "("
                                        + Sql.text(file.path())
                                        + ", "
                                        + file.sequence()
                                        + ", "
                                        + Sql.text(file.partition())
                                        + ")")
                .collect(
                        Collectors.joining(
                                ", ",
                                " JOIN (VALUES ",
                                ") a(path, sequence, \"partition\") ON a.path = f."
                                        + Sql.identifier(PATH)));
    }

    private static String withoutEqual(EqualityMatch match) {
        List<String> values = new ArrayList<>();
        List<String> equal = new ArrayList<>();
        for (int i = 0; i < match.rows().size(); i++) {
            values.add(value("v", match.deleted().get(i)) + " AS e" + i);
            equal.add(value("f", match.rows().get(i)) + " IS NOT DISTINCT FROM d.e" + i);
        }
        return " ANTI JOIN (SELECT "
                + String.join(", ", values)
                + ", c.sequence, c.\"partition\" FROM "
                + files(match.deletes().stream().map(EqualityDelete::path).toList(), "")
                + " v JOIN (VALUES "
                + match.deletes().stream()
                        .map(IcebergSelect::commit)
                        .collect(Collectors.joining(", "))
                + ") c(path, sequence, \"partition\") ON v."
                + Sql.identifier(PATH)
                + " = c.path) d ON "
                + String.join(" AND ", equal)
                + " AND a.sequence < d.sequence AND coalesce(d.\"partition\", a.\"partition\") ="
                + " a.\"partition\"";
    }

    private static String commit(EqualityDelete delete) {
        return "("
                + Sql.text(delete.path())
                + ", "
                + delete.sequence()
                + ", "
                + delete.partition().map(Sql::text).orElse("CAST(NULL AS VARCHAR)")
                + ")";
    }

    private static String value(String table, ColumnReading reading) {
        return switch (reading) {
            case Constant constant -> literal(constant.type(), constant.value());
            case Stored column -> {
                String value = table + "." + Sql.identifier(column.name());
                TimeKind kind = ColumnCheck.timeKind(column.type());
                if (kind == ColumnCheck.timeKind(column.stored())) {
                    yield value;
                }
                yield kind == TimeKind.INSTANT
                        ? "make_timestamptz(epoch_us(CAST(" + value + " AS TIMESTAMP)))"
                        : "make_timestamp(epoch_us(" + value + "))";
            }
        };
    }

    private static String literal(String type, @Nullable Object value) {
        return switch (value) {
            case null -> "CAST(NULL AS " + type + ")";
            case ByteBuffer bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.duplicate().get(copy);
                yield "unhex(" + Sql.text(HexFormat.of().formatHex(copy)) + ")";
            }
            case Number number when type.equals("TIMESTAMP") -> "make_timestamp(" + number + ")";
            case Number number when type.equals("TIMESTAMP WITH TIME ZONE") ->
                    "make_timestamptz(" + number + ")";
            case Number number when type.equals("DATE") ->
                    "CAST(DATE '1970-01-01' + (" + number + ") AS DATE)";
            default -> "CAST(" + Sql.text(value.toString()) + " AS " + type + ")";
        };
    }
}
