package dev.berth.scoring.data;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.scoring.data.RowCursor.OneFile;
import dev.berth.tables.SpineFormat;
import dev.berth.tables.TableFormats;
import dev.berth.tables.TextRowFormat;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.VectorReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Table file whose rows are scored: any format that can be a spine. For one thread; every method
/// does I/O.
public final class DataFile {
    private static final String ROWS = "berth_rows";
    private static final String NUMBER = "berth_row";

    private final Database database;
    private final Path file;
    private final List<Path> files;
    private final SpineFormat format;
    private final Map<String, DataColumn> columns = new LinkedHashMap<>();

    /// Rows of each file, as they were counted last.
    private final List<RowScan> scans = new ArrayList<>();

    private DataFile(Database database, Path file, List<Path> files, SpineFormat format) {
        this.database = database;
        this.file = file;
        this.files = List.copyOf(files);
        this.format = format;
    }

    /// Opens a file and reads its columns.
    ///
    /// @param database outlives it
    /// @throws ProblemException `data-invalid` if there is none, or none of a known format;
    ///   `source-unavailable` if it cannot be read
    public static DataFile open(Database database, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    "no file " + file + " (expected: a table of rows)",
                    "name a file that is there");
        }
        return open(database, file, List.of(file));
    }

    /// Opens a file, or several of one format whose names fit a pattern with `*`: their rows follow
    /// each other in the order of the names, under the columns of the first.
    ///
    /// @throws ProblemException as [#open]; `source-schema-mismatch` if a file has other columns
    public static DataFile openAll(Database database, Path pattern) {
        if (!pattern.toString().contains("*")) {
            return open(database, pattern);
        }
        List<Path> files;
        try (Session session = database.connect()) {
            files =
                    new FileSchemaReader(session)
                            .files(List.of(pattern.toString())).stream().map(Path::of).toList();
        }
        if (files.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    "no file " + pattern + " (expected: tables of rows)",
                    "name files that are there");
        }
        return open(database, pattern, files);
    }

    private static DataFile open(Database database, Path file, List<Path> files) {
        var data =
                new DataFile(
                        database,
                        file,
                        files,
                        TableFormats.ofFile(SpineFormat.class, file.toString()));
        data.readColumns();
        return data;
    }

    /// The files, in the order of their rows.
    public List<Path> files() {
        return files;
    }

    private void readColumns() {
        columns.putAll(columns(files.getFirst()));
        if (columns.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    files.getFirst() + " has no column (expected: a table with rows)",
                    "write rows into it");
        }
        for (Path other : files.subList(1, files.size())) {
            requireSame(other, columns(other));
        }
    }

    private Map<String, DataColumn> columns(Path one) {
        Map<String, DataColumn> found = new LinkedHashMap<>();
        run(
                session -> {
                    if (format instanceof TextRowFormat texts) {
                        texts.guessTypes(session, one.toString())
                                .forEach(
                                        (column, type) ->
                                                found.put(
                                                        column, DataColumn.ofTexts(column, type)));
                    } else {
                        format.columns(session, one.toString())
                                .forEach(
                                        (column, type) ->
                                                found.put(
                                                        column, DataColumn.ofStored(column, type)));
                    }
                    return found;
                });
        return found;
    }

    /// Texts of another type than in the first file are values that do not fit.
    private void requireSame(Path other, Map<String, DataColumn> found) {
        columns.forEach(
                (name, column) -> {
                    DataColumn there = found.get(name);
                    if (there == null
                            || (!column.isText() && !there.type().equals(column.type()))) {
                        throw new ProblemException(
                                ProblemCode.SOURCE_SCHEMA_MISMATCH,
                                other
                                        + ": column '"
                                        + name
                                        + "' is "
                                        + (there == null ? "not there" : there.type())
                                        + " (expected: "
                                        + column.type()
                                        + ", as in "
                                        + files.getFirst()
                                        + ")",
                                "score files with the same columns together");
                    }
                });
        for (String name : found.keySet()) {
            if (!columns.containsKey(name)) {
                throw new ProblemException(
                        ProblemCode.SOURCE_SCHEMA_MISMATCH,
                        other
                                + ": column '"
                                + name
                                + "' is new (expected: "
                                + String.join(", ", columns.keySet())
                                + ", as in "
                                + files.getFirst()
                                + ")",
                        "score files with the same columns together");
            }
        }
    }

    private <T> T run(Function<Session, T> work) {
        try (Session session = database.connect()) {
            return work.apply(session);
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.ofSchema("reading " + file, failure);
        }
    }

    public Path file() {
        return file;
    }

    /// The columns with the types of their values, in their order.
    public Map<String, FeatureType> columns() {
        Map<String, FeatureType> types = new LinkedHashMap<>();
        columns.forEach((name, column) -> types.put(name, column.type()));
        return types;
    }

    /// The type of a column's values.
    public FeatureType type(String column) {
        return column(column).type();
    }

    /// Whether the values of a column are read as texts, whatever their type.
    public boolean isText(String column) {
        return column(column).isText();
    }

    public boolean has(String column) {
        return columns.containsKey(column);
    }

    /// Checks that there is a column.
    ///
    /// @param purpose of it, such as `the label`
    /// @throws ProblemException `data-invalid` if not
    public void require(String column, String purpose) {
        if (!has(column)) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    file
                            + " has no column '"
                            + column
                            + "' for "
                            + purpose
                            + NearestName.hint(column, columns.keySet())
                            + " (expected: one of "
                            + String.join(", ", columns.keySet())
                            + ")",
                    "name a column that the file has");
        }
    }

    /// Counts the rows, and finds those that cannot be read as these columns, which a format that
    /// stores types has none of. Rows are numbered through all files.
    ///
    /// @throws ProblemException `row-invalid` if one hides those after it
    public RowScan scan(Collection<String> names) {
        scans.clear();
        long readable = 0;
        long before = 0;
        List<UnreadableRow> unreadable = new ArrayList<>();
        for (Path one : files) {
            RowScan scan = scan(one, names);
            scans.add(scan);
            for (UnreadableRow row : scan.unreadable()) {
                unreadable.add(
                        new UnreadableRow(
                                before + row.number(), row.column(), row.reason(), false));
            }
            readable += scan.readable();
            before += scan.readable() + scan.unreadable().size();
        }
        return new RowScan(readable, unreadable);
    }

    /// What [#scan] found in each file.
    public List<RowScan> scans() {
        return List.copyOf(scans);
    }

    /// Takes over what another instance of the same files has found.
    ///
    /// @param found its [#scans]
    public void takeScans(List<RowScan> found) {
        scans.clear();
        scans.addAll(found);
    }

    private RowScan scan(Path one, Collection<String> names) {
        RowScan scan =
                run(
                        session ->
                                format instanceof TextRowFormat texts
                                        ? texts.scan(session, one.toString(), names)
                                        : new RowScan(count(session, one, names), List.of()));
        for (UnreadableRow row : scan.unreadable()) {
            if (row.hidesOthers()) {
                throw new ProblemException(
                        ProblemCode.ROW_INVALID,
                        one
                                + ": row "
                                + row.number()
                                + ", column "
                                + row.column()
                                + ": "
                                + row.reason()
                                + ", and with it all that follows",
                        "close the quote");
            }
        }
        return scan;
    }

    private long count(Session session, Path one, Collection<String> names) {
        try (ResultCursor rows =
                session.query("SELECT count(*) FROM " + from(session, one, names))) {
            VectorReader count = rows.column(0, FeatureType.of(ValueType.INT64));
            rows.next();
            count.bind(rows);
            return count.integer(0);
        }
    }

    /// The most frequent values of a column, the most frequent first, those of one count in the
    /// order of their texts. A missing value is none.
    ///
    /// @param limit of values
    public List<ValueCount> frequencies(String name, int limit) {
        DataColumn column = column(name);
        List<ValueCount> counts =
                run(
                        session -> {
                            List<ValueCount> found = new ArrayList<>();
                            String sql =
                                    "SELECT value, count(*) FROM (SELECT "
                                            + column.select()
                                            + " AS value FROM "
                                            + from(session, List.of(name))
                                            + ") WHERE value IS NOT NULL GROUP BY value ORDER BY"
                                            + " count(*) DESC, value LIMIT "
                                            + limit;
                            try (ResultCursor rows = session.query(sql)) {
                                VectorReader values = rows.column(0, column.readType());
                                VectorReader numbers =
                                        rows.column(1, FeatureType.of(ValueType.INT64));
                                while (rows.next()) {
                                    values.bind(rows);
                                    numbers.bind(rows);
                                    for (int row = 0; row < rows.count(); row++) {
                                        String text = TextValue.of(values.value(row));
                                        found.add(
                                                new ValueCount(
                                                        String.valueOf(text),
                                                        numbers.integer(row)));
                                    }
                                }
                            }
                            return found;
                        });
        return counts.stream()
                .sorted(
                        Comparator.comparingLong(ValueCount::count)
                                .reversed()
                                .thenComparing(ValueCount::text))
                .toList();
    }

    /// The columns of texts, guessed to be whole numbers, of which some text would be lost with the
    /// number: it has a leading zero or a plus, such as a postal code. Reads all rows.
    public Set<String> codes() {
        List<DataColumn> whole =
                columns.values().stream()
                        .filter(
                                column ->
                                        column.isText()
                                                && column.type()
                                                        .equals(FeatureType.of(ValueType.INT64)))
                        .toList();
        Set<String> codes = new LinkedHashSet<>();
        if (whole.isEmpty()) {
            return codes;
        }
        List<String> names = whole.stream().map(DataColumn::name).toList();
        String counts =
                whole.stream()
                        .map(
                                column ->
                                        "count(*) FILTER (regexp_matches("
                                                + column.select()
                                                + ", '^\\s*(-?0[0-9]|[+])'))")
                        .collect(Collectors.joining(", "));
        return run(
                session -> {
                    String sql = "SELECT " + counts + " FROM " + from(session, names);
                    try (ResultCursor rows = session.query(sql)) {
                        List<VectorReader> readers = new ArrayList<>();
                        for (int i = 0; i < names.size(); i++) {
                            readers.add(rows.column(i, FeatureType.of(ValueType.INT64)));
                        }
                        rows.next();
                        for (int i = 0; i < names.size(); i++) {
                            readers.get(i).bind(rows);
                            if (readers.get(i).integer(0) > 0) {
                                codes.add(names.get(i));
                            }
                        }
                    }
                    return codes;
                });
    }

    /// Begins to read rows of one file; the caller closes the cursor.
    ///
    /// @param names of the columns, at least one
    /// @param unreadable what [#scan] of the same columns gave
    /// @param group a column of these by which rows are sorted; rows of one value keep their order
    public RowCursor rows(
            Collection<String> names, List<UnreadableRow> unreadable, Optional<String> group) {
        String order =
                group.map(
                                column ->
                                        " ORDER BY "
                                                + column(column).select()
                                                + " NULLS FIRST, "
                                                + NUMBER)
                        .orElse("");
        return new RowCursor(
                names.stream().map(this::column).toList(),
                List.of(oneFile(files.getFirst(), names, new RowNumbers(unreadable, 0), order)));
    }

    /// Begins to read the rows of all files after the first rows, which are counted by [#scan]; the
    /// caller closes the cursor. Files before are not read, nor are groups of rows of Parquet.
    ///
    /// @param names of the columns, at least one
    /// @param passed how many readable rows are passed over
    public RowCursor rowsAfter(Collection<String> names, long passed) {
        List<OneFile> remaining = new ArrayList<>();
        long before = 0;
        long left = passed;
        for (int i = 0; i < files.size(); i++) {
            RowScan scan = scans.get(i);
            if (left < scan.readable()) {
                String condition = left == 0 ? "" : " WHERE " + NUMBER + " > " + left;
                var numbers = new RowNumbers(scan.unreadable(), before);
                remaining.add(oneFile(files.get(i), names, numbers, condition));
                left = 0;
            } else {
                left -= scan.readable();
            }
            before += scan.readable() + scan.unreadable().size();
        }
        return new RowCursor(names.stream().map(this::column).toList(), remaining);
    }

    private OneFile oneFile(
            Path one, Collection<String> names, RowNumbers numbers, String condition) {
        String values =
                names.stream()
                        .map(name -> column(name).select())
                        .collect(Collectors.joining(", ", ", ", ""));
        return new OneFile(
                "reading " + one,
                numbers,
                database::connect,
                session ->
                        "SELECT "
                                + NUMBER
                                + values
                                + " FROM "
                                + numbered(session, one, names)
                                + condition);
    }

    /// The rows with their numbers. Those of Parquet have numbers in the file, by which DuckDB
    /// passes over whole groups of rows.
    private String numbered(Session session, Path one, Collection<String> names) {
        String rows =
                format.name().equals("parquet")
                        ? "(SELECT file_row_number + 1 AS "
                                + NUMBER
                                + ", * FROM read_parquet("
                                + Sql.text(one.toString())
                                + ", file_row_number = true"
                                + Sql.FILE_ALONE
                        : "(SELECT row_number() OVER () AS "
                                + NUMBER
                                + ", * FROM "
                                + from(session, one, names);
        return rows + ") AS " + ROWS;
    }

    /// The rows of all files.
    private String from(Session session, Collection<String> names) {
        if (files.size() == 1) {
            return from(session, files.getFirst(), names);
        }
        String values = names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
        return files.stream()
                .map(one -> "SELECT " + values + " FROM " + from(session, one, names))
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    private String from(Session session, Path one, Collection<String> names) {
        if (format instanceof TextRowFormat texts) {
            return texts.readTexts(one.toString(), names);
        }
        Map<String, String> types = new LinkedHashMap<>();
        format.columns(session, one.toString())
                .forEach(
                        (name, type) -> {
                            if (names.contains(name)) {
                                types.put(name, type);
                            }
                        });
        return format.read(session, one.toString(), types);
    }

    private DataColumn column(String name) {
        DataColumn column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException(
                    "column '" + name + "' (expected: one that was required before)");
        }
        return column;
    }
}
