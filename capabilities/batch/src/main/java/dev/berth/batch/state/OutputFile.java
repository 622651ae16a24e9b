package dev.berth.batch.state;

import dev.berth.batch.parquet.ParquetJoin;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Output of a job, put together from its parts: texts one after the other, of which CSV has one
/// header, groups of rows of Parquet as they are.
public final class OutputFile {
    private OutputFile() {}

    /// Writes the output. Blocks; an output that was there is replaced at the end.
    ///
    /// @param parts at least one, in their order
    public static void write(
            Database database, OutputFormat format, List<Path> parts, Path destination) {
        Path unfinished = parts.getFirst().resolveSibling("output.unfinished");
        try {
            if (format.name().equals("parquet")) {
                if (!ParquetJoin.write(parts, unfinished)) {
                    join(database, format, parts, unfinished);
                }
            } else {
                append(parts, format.name().equals("csv"), unfinished);
            }
            JobFolder.force(unfinished);
            JobFolder.move(unfinished, destination);
        } catch (IOException e) {
            throw JobFolder.unwritable(destination, e);
        }
    }

    private static void join(
            Database database, OutputFormat format, List<Path> parts, Path unfinished) {
        String files = Sql.textList(parts.stream().map(Path::toString).toList());
        try (Session session = database.connect()) {
            format.write(
                    new CancellableStatements(session),
                    "writing " + unfinished,
                    "SELECT * FROM read_parquet(" + files + Sql.FILE_ALONE,
                    unfinished);
        }
    }

    private static void append(List<Path> parts, boolean hasHeader, Path unfinished)
            throws IOException {
        try (OutputStream out = Files.newOutputStream(unfinished)) {
            for (int i = 0; i < parts.size(); i++) {
                try (InputStream in = Files.newInputStream(parts.get(i))) {
                    if (hasHeader && i > 0) {
                        in.skipNBytes(headerBytes(parts.get(i)));
                    }
                    in.transferTo(out);
                }
            }
        }
    }

    /// The length of a header line, in which a quoted name may have line breaks.
    private static long headerBytes(Path part) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(part))) {
            boolean isQuoted = false;
            long count = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                count++;
                if (next == '"') {
                    isQuoted = !isQuoted;
                } else if (next == '\n' && !isQuoted) {
                    return count;
                }
            }
            return count;
        }
    }
}
