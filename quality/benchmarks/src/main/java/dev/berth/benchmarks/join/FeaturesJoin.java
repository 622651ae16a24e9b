package dev.berth.benchmarks.join;

import dev.berth.benchmarks.Arguments;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.PointInTimeJoin;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.VectorReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Benchmark of joins: wide views against a hand-written query, and long views in three sizes.
public final class FeaturesJoin {
    private static final String HELP =
            """
            usage: features-join [options]
              --folder PATH      directory of data and results (target/features-join of this module)
              --percent N        of the events and rows of the full size (100)
              --memory-mib N     DuckDB's memory (8192)
              --threads N        DuckDB's threads (all processors)
              --runs N           of the wide join, of which the quickest counts (3)
              --wide             only the wide join
              --long             only the long join
            """;

    private static final int VIEWS_WIDE = 10;
    private static final int COLUMNS_WIDE = 100;
    private static final long EVENTS_WIDE = 1_000_000;
    private static final long ROWS_WIDE = 17_000;

    private static final int VIEWS_LONG = 3;
    private static final int COLUMNS_LONG = 4;
    private static final long EVENTS_LONG = 100_000_000;
    private static final long ROWS_LONG = 10_000_000;

    /// Events per entity, so that an entity's history does not grow with the data.
    private static final long EVENTS_OF_ENTITY = 50;

    private final Arguments arguments;
    private final Path folder;
    private final Database database;

    private FeaturesJoin(Arguments arguments, Path folder, Database database) {
        this.arguments = arguments;
        this.folder = folder;
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        try {
            Arguments arguments = Arguments.parse(List.of(args), HELP);
            Path folder =
                    arguments
                            .text("--folder")
                            .map(Path::of)
                            .orElse(root.resolve("quality/benchmarks/target/features-join"));
            Files.createDirectories(folder);
            try (Database database = Database.open(settings(arguments, folder))) {
                new FeaturesJoin(arguments, folder, database).run();
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private static DatabaseSettings settings(Arguments arguments, Path folder) {
        return new DatabaseSettings(
                (long) arguments.number("--memory-mib", 8_192) << 20,
                folder.resolve("spill"),
                arguments.number("--threads", Runtime.getRuntime().availableProcessors()));
    }

    private void run() throws IOException {
        int percent = arguments.number("--percent", 100);
        if (!arguments.has("--long")) {
            wide(percent);
        }
        if (!arguments.has("--wide")) {
            for (int share : List.of(1, 10, 100)) {
                lengthy((long) share * percent);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "largest heap %d MiB, largest process %s%n",
                Runtime.getRuntime().maxMemory() >> 20,
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .findFirst()
                        .orElse("unknown"));
    }

    private void wide(int percent) throws IOException {
        long events = EVENTS_WIDE * percent / 100;
        var data = data("wide", VIEWS_WIDE, events, COLUMNS_WIDE, ROWS_WIDE * percent / 100);
        Path ours = data.folder().resolve("ours.parquet");
        Path byHand = data.folder().resolve("by-hand.parquet");
        double quickestOurs = Double.MAX_VALUE;
        double quickestByHand = Double.MAX_VALUE;
        for (int run = 0; run < arguments.number("--runs", 3); run++) {
            quickestOurs = Math.min(quickestOurs, join(data, data.columns(), ours));
            quickestByHand = Math.min(quickestByHand, byHand(data, byHand));
        }
        System.out.printf(
                Locale.ROOT,
                "wide: %d rows, %d views of %d columns, %d events each%n"
                        + "  ours %.2f s, by hand %.2f s, ratio %.2f, rows that differ %d%n",
                data.rowCount(),
                data.viewCount(),
                data.columnCount(),
                events,
                quickestOurs,
                quickestByHand,
                quickestOurs / quickestByHand,
                differences(ours, byHand));
    }

    private void lengthy(long perMyriad) throws IOException {
        long events = EVENTS_LONG / VIEWS_LONG * perMyriad / 10_000;
        var data =
                data(
                        "long" + perMyriad,
                        VIEWS_LONG,
                        events,
                        COLUMNS_LONG,
                        ROWS_LONG * perMyriad / 10_000);
        Path output = data.folder().resolve("ours.parquet");
        double columns = join(data, data.columns(), output);
        double windows = join(data, data.windows(), output);
        double million = (data.rowCount() + (double) events * data.viewCount()) / 1e6;
        System.out.printf(
                Locale.ROOT,
                "long: %d rows, %d views, %d events each%n  columns %.2f s (%.3f s a million rows"
                        + " and events), windows %.2f s (%.3f s)%n",
                data.rowCount(),
                data.viewCount(),
                events,
                columns,
                columns / million,
                windows,
                windows / million);
    }

    private JoinData data(String name, int views, long events, int columns, long rows)
            throws IOException {
        Path of = Files.createDirectories(folder.resolve(name + "-" + events));
        var data =
                new JoinData(
                        of, views, events, columns, rows, Math.max(1, events / EVENTS_OF_ENTITY));
        try (Session session = database.connect()) {
            data.write(session);
        }
        return data;
    }

    private double join(JoinData data, FeatureDefinitions definitions, Path output) {
        List<JoinedView> joined =
                definitions.views().values().stream().map(FeaturesJoin::whole).toList();
        long begin = System.nanoTime();
        var _ =
                new PointInTimeJoin(database, definitions, new SourcePathResolver(folder, Map.of()))
                        .run(
                                new JoinRequest(
                                        new Spine(data.spine(), "seen", ZoneOffset.UTC),
                                        joined,
                                        output));
        return seconds(begin);
    }

    private static JoinedView whole(FeatureView view) {
        return JoinedView.of(
                new FeatureUse(view.reference(), Map.of()),
                view.features().stream().map(Feature::name).toList());
    }

    private double byHand(JoinData data, Path output) {
        try (Session session = database.connect()) {
            long begin = System.nanoTime();
            session.execute(data.byHand(output));
            return seconds(begin);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private long differences(Path a, Path b) {
        try (Session session = database.connect();
                ResultCursor rows =
                        session.query(
                                "SELECT count(*) FROM (FROM read_parquet('"
                                        + a
                                        + "') EXCEPT ALL FROM read_parquet('"
                                        + b
                                        + "'))")) {
            VectorReader count = rows.column(0, FeatureType.of(ValueType.INT64));
            rows.next();
            count.bind(rows);
            return count.integer(0);
        }
    }
}
