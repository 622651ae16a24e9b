package dev.berth.cli.batch;

import dev.berth.batch.BatchListener;
import dev.berth.batch.jdbc.JdbcTable;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Terminal;
import dev.berth.tables.duckdb.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Listener that shows a run's progress, and inserts the output into a table of a database, if any.
final class OutputListener implements BatchListener {
    private final Terminal terminal;
    private final Progress progress;
    private final Optional<JdbcTable> table;
    private final Database database;
    private final boolean isAnew;

    /// @param database reads the output
    /// @param isAnew whether an output is inserted again
    OutputListener(
            Terminal terminal,
            Progress progress,
            Optional<JdbcTable> table,
            Database database,
            boolean isAnew) {
        this.terminal = terminal;
        this.progress = progress;
        this.table = table;
        this.database = database;
        this.isAnew = isAnew;
    }

    @Override
    public void planned(List<String> columns) {
        table.ifPresent(each -> each.check(columns, System.getenv()));
    }

    @Override
    public void progress(long rows, long total, long setAside, double rowsPerSecond) {
        progress.now(text(rows, total, setAside, rowsPerSecond));
    }

    @Override
    public void written(Path output, String sha256) {
        table.ifPresent(each -> insert(each, output, sha256));
    }

    private void insert(JdbcTable target, Path output, String sha256) {
        boolean isInserted =
                target.insert(
                        output,
                        sha256,
                        database,
                        System.getenv(),
                        isAnew,
                        rows ->
                                progress.now(
                                        String.format(Locale.ROOT, "inserting row %,d", rows)));
        terminal.err()
                .println(
                        isInserted
                                ? "berth: inserted into " + target.table()
                                : "berth: this output is in "
                                        + target.table()
                                        + " already, and was not inserted again (--restart does)");
    }

    static String text(long rows, long total, long setAside, double rowsPerSecond) {
        return String.format(
                Locale.ROOT,
                "row %,d of %,d, %s rows/s, %.0f s left%s",
                rows,
                total,
                Quantities.digits(rowsPerSecond),
                (total - rows) / Math.max(rowsPerSecond, 1e-9),
                setAside == 0 ? "" : ", " + setAside + " set aside");
    }
}
