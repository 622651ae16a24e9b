package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.OneSource;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Base of tests with a database, which they share, and a directory for files of the source of
/// orders.
abstract class OpenedOrders {
    private static final Path SPILL = Path.of("target", "spill").toAbsolutePath();

    /// It ends with the process.
    private static final Database DATABASE =
            Database.open(new DatabaseSettings(256L << 20, SPILL, 2));

    final OneSource orders = new OneSource();

    @TempDir Path folder;
    final Database database = DATABASE;
    Session session;

    @BeforeEach
    final void open() {
        session = database.connect();
    }

    @AfterEach
    final void close() {
        session.close();
    }

    final void parquet(String file, String select) {
        session.execute(
                "COPY ("
                        + select
                        + ") TO "
                        + Sql.text(folder.resolve(file).toString())
                        + " (FORMAT parquet)");
    }

    static DataSourceConfig.Files files(String format, String path) {
        return new DataSourceConfig.Files(format, List.of(path));
    }

    /// All events as `who seen amount`, in order.
    final List<String> events(DataSourceConfig origin, Map<String, String> environment) {
        FeatureDefinitions definitions = orders.definitions(origin);
        var query =
                new HistoryQuery(
                        definitions.view(OneSource.VIEW),
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        Optional.empty(),
                        false);
        List<String> events = new ArrayList<>();
        new DuckDbOfflineStore(database, definitions, new SourcePathResolver(folder, environment))
                .visit(
                        query,
                        (key, event) ->
                                events.add(
                                        key.getFirst()
                                                + " "
                                                + Instant.EPOCH.plus(
                                                        event.timeMicros(), ChronoUnit.MICROS)
                                                + " "
                                                + event.value(2)));
        events.sort(null);
        return events;
    }

    final List<String> events(DataSourceConfig origin) {
        return events(origin, Map.of());
    }

    final Problem problem(DataSourceConfig origin) {
        return catchThrowableOfType(ProblemException.class, () -> events(origin)).problem();
    }

    final List<String> parquetEvents() {
        return events(files("parquet", "*.parquet"));
    }

    final Problem parquetProblem() {
        return problem(files("parquet", "*.parquet"));
    }
}
