package dev.berth.tables.format;

import dev.berth.core.feature.FeatureType;
import dev.berth.tables.TextRowFormat;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// One file of CSV, whose rows are read as texts in the dialect that its first line shows.
final class CsvTexts {
    private static final String REJECTS = "berth_unreadable_rows";
    private static final String SCANS = "berth_unreadable_scans";
    private static final int COLUMNS_OF_REJECTS = 4;

    /// Of a value whose quote is not closed, which DuckDB does not tell apart from one with text
    /// after its quote.
    private static final String QUOTE = "UNQUOTED VALUE";

    private final String file;
    private final CsvHeader header;

    CsvTexts(String file) {
        this.file = file;
        this.header = CsvHeader.read(file);
    }

    private String read(String options) {
        Map<String, String> columns = new LinkedHashMap<>();
        header.columns().forEach(name -> columns.put(name, "VARCHAR"));
        return "read_csv("
                + Sql.text(file)
                + ", header = true, auto_detect = false, delim = "
                + Sql.text(String.valueOf(header.delimiter()))
                // In parallel, rows behind one with a broken quote are lost, and no error is
                // stored.
                + ", quote = '\"', escape = '\"', parallel = false, columns = "
                + Sql.textStruct(columns)
                + options
                + Sql.FILE_ALONE;
    }

    String readable() {
        return read(", ignore_errors = true");
    }

    Map<String, FeatureType> guessTypes(Session session) {
        return TextTypes.guess(session, readable(), header.columns());
    }

    RowScan scan(Session session, Collection<String> columns) {
        drop(session);
        // Bytes of a column are checked only if it is read.
        String lengths =
                columns.stream()
                        .map(name -> "sum(length(" + Sql.identifier(name) + "))")
                        .collect(Collectors.joining(", "));
        String rows =
                read(
                        ", store_rejects = true, rejects_limit = 0, rejects_table = "
                                + Sql.text(REJECTS)
                                + ", rejects_scan = "
                                + Sql.text(SCANS));
        var readable = new long[1];
        new FileSchemaReader(session)
                .visit(
                        "SELECT CAST(count(*) AS VARCHAR), concat_ws(' ', "
                                + lengths
                                + ") FROM "
                                + rows,
                        2,
                        row -> readable[0] = Long.parseLong(row.getFirst()));
        try {
            List<UnreadableRow> unreadable = rejects(session);
            unclosed().ifPresent(unreadable::add);
            return new RowScan(readable[0], unreadable);
        } finally {
            drop(session);
        }
    }

    private Optional<UnreadableRow> unclosed() {
        try {
            OptionalLong row = UnclosedQuote.find(file, header.delimiter());
            return row.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new UnreadableRow(
                                    row.getAsLong(),
                                    "",
                                    "a quote that is not closed (expected: one at the end of the"
                                            + " value)",
                                    true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<UnreadableRow> rejects(Session session) {
        List<List<String>> found = new ArrayList<>();
        new FileSchemaReader(session)
                .visit(
                        "SELECT CAST(line AS VARCHAR), coalesce(first(column_name), ''),"
                                + " CAST(first(error_type) AS VARCHAR), first(error_message) FROM (SELECT * FROM "
                                + REJECTS
                                + " ORDER BY line, column_idx) GROUP BY line ORDER BY line LIMIT "
                                + TextRowFormat.UNREADABLE_MAX,
                        COLUMNS_OF_REJECTS,
                        found::add);
        List<UnreadableRow> rows = new ArrayList<>();
        for (List<String> reject : found) {
            // The header is line 1; a value of several lines counts as one.
            long number = Long.parseLong(reject.getFirst()) - 1;
            rows.add(
                    new UnreadableRow(
                            number, reject.get(1), reason(reject.get(2), reject.get(3)), false));
        }
        return rows;
    }

    private static String reason(String type, String message) {
        return switch (type) {
            case "INVALID ENCODING" ->
                    "bytes that are not UTF-8 (expected: a file in one encoding)";
            case QUOTE -> "text after a closing quote (expected: a quote within a value twice)";
            default -> message;
        };
    }

    private static void drop(Session session) {
        session.execute("DROP TABLE IF EXISTS " + REJECTS);
        session.execute("DROP TABLE IF EXISTS " + SCANS);
    }
}
