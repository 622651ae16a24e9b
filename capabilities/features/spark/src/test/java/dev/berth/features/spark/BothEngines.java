package dev.berth.features.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.features.OneSource;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.PointInTimeJoin;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.duckdb.Tables;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/// Join of the same files with Spark and DuckDB: a source with a view of all its columns, and a
/// spine.
final class BothEngines implements AutoCloseable {
    final SparkSession spark;
    final Session session;
    private final Database database;

    /// The files of one test.
    Path folder;

    /// The source of one test.
    OneSource orders = new OneSource();

    /// @param aside directory for DuckDB's temporary files
    BothEngines(Path aside) {
        folder = aside;
        database = Database.open(new DatabaseSettings(128L << 20, aside.resolve("spill"), 2));
        session = database.connect();
        spark = LocalSpark.session();
    }

    @Override
    public void close() {
        session.close();
        database.close();
    }

    /// Resets it before each test.
    void reset(Path newFolder) {
        folder = newFolder;
        orders = new OneSource();
        spine(30);
    }

    /// A spine with a row for each of the first numbers, at the end of time.
    void spine(int count) {
        session.execute(
                "COPY (SELECT range AS who, TIMESTAMPTZ '2100-01-01 00:00:00+00' AS at FROM range("
                        + count
                        + ")) TO '"
                        + folder.resolve("spine.parquet")
                        + "' (FORMAT parquet)");
    }

    void parquet(String file, String select) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        session.execute("COPY (" + select + ") TO '" + path + "' (FORMAT parquet)");
    }

    void joinWithSpark(DataSourceConfig origin, String spine, String output) {
        new SparkJoin(spark, orders.definitions(origin), new SourcePathResolver(folder, Map.of()))
                .run(
                        new SparkJoinRequest(
                                new SpineFiles(
                                        folder.resolve(spine).toString(), "at", orders.zone()),
                                List.of(orders.joined()),
                                folder.resolve(output).toString()));
    }

    void joinWithDuckDb(DataSourceConfig origin, String spine) {
        new PointInTimeJoin(
                        database,
                        orders.definitions(origin),
                        new SourcePathResolver(folder, Map.of()))
                .run(
                        new JoinRequest(
                                new Spine(folder.resolve(spine), "at", orders.zone()),
                                List.of(orders.joined()),
                                folder.resolve("duckdb.parquet")));
    }

    /// The features of all rows, which must be equal in both engines.
    List<List<@Nullable Object>> both(DataSourceConfig origin, String spine) {
        joinWithSpark(origin, spine, "spark.parquet");
        joinWithDuckDb(origin, spine);
        List<List<@Nullable Object>> ofSpark = read("spark.parquet/*.parquet");
        assertThat(ofSpark).isEqualTo(read("duckdb.parquet"));
        return ofSpark;
    }

    List<List<@Nullable Object>> read(String files) {
        return Tables.read(
                session,
                "SELECT COLUMNS('spending__.*') FROM read_parquet('" + folder.resolve(files) + "')",
                List.copyOf(orders.columns().values()));
    }

    List<List<@Nullable Object>> both(String format, String path) {
        return both(new DataSourceConfig.Files(format, List.of(path)), "spine.parquet");
    }

    static long known(List<List<@Nullable Object>> rows) {
        return rows.stream().filter(row -> row.getFirst() != null).count();
    }

    Problem problem(DataSourceConfig origin) {
        return catchThrowableOfType(
                        ProblemException.class,
                        () -> joinWithSpark(origin, "spine.parquet", "spark.parquet"))
                .problem();
    }

    Problem parquetProblem() {
        return problem(new DataSourceConfig.Files("parquet", List.of("data/*.parquet")));
    }
}
