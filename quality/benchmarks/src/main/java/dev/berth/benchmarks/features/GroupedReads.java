package dev.berth.benchmarks.features;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.process.PlainConnection;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// System and HTTP reads for grouped counts: views that count events by a column with 200,000
/// values in each entity, without a window and in a window of 28 tiles.
final class GroupedReads {
    /// The views, by name.
    static final List<String> VIEWS = List.of("unbounded", "week");

    /// Entities with rows.
    static final int ENTITIES = 100;

    private static final int VALUES = 200_000;
    private static final int DATABASE_MIB = 2_048;
    private static final int DATABASE_THREADS = 2;

    /// Requests before the measurement, enough for both compilers.
    private static final int WARM_REQUESTS = 400;

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private static final String YAML =
            """
            entities:
              who: {type: int64, meaning: an entity}
            sources:
              events:
                parquet: data/events.parquet
                timestamp-column: seen
                columns: {who: int64, seen: timestamp, product: string}
            views:
              unbounded:
                version: 1
                summary: events by product
                entities: {who: who}
                source: events
                features:
                  counts: {aggregate: count, bucket-by: product, window: unbounded, meaning: events}
              week:
                version: 1
                summary: events of a week by product
                entities: {who: who}
                source: events
                features:
                  counts: {aggregate: count, bucket-by: product, window: 7d, meaning: events}
            """;

    private GroupedReads() {}

    /// Writes the system with new data; each value of each entity has one event of the last week.
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("features"));
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("berth.yaml"), "name: features-grouped\n");
        Files.writeString(folder.resolve("features/views.yaml"), YAML);
        var settings =
                new DatabaseSettings(
                        (long) DATABASE_MIB << 20, folder.resolve("spill"), DATABASE_THREADS);
        try (var database = Database.open(settings);
                Session session = database.connect()) {
            session.execute(
                    "COPY (SELECT who, now()::TIMESTAMP - to_seconds(hash(who, value) % 600000)"
                            + " AS seen, 'product ' || value AS product FROM range(%d) AS a(who),"
                                    .formatted(ENTITIES)
                            + " range(%d) AS b(value)) TO '%s' (FORMAT parquet)"
                                    .formatted(VALUES, folder.resolve("data/events.parquet")));
        }
    }

    /// Measures requests for one view's counts of the first entities, at a constant rate.
    static LatencySamples run(URI server, String view, int entities, int rate, Duration time)
            throws IOException {
        String who =
                LongStream.range(0, entities)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(",", "[", "]"));
        String body =
                "{\"features\":[\"%s@1:counts\"],\"entities\":{\"who\":%s}}".formatted(view, who);
        byte[] request =
                PlainConnection.post(
                        ServedReads.Form.OWN.path(),
                        List.of("Content-Type: application/json"),
                        body.getBytes(StandardCharsets.UTF_8));
        PlainConnection connection = PlainConnection.open(server, ANSWER_MAX);
        try (ServedReads.Caller caller = ServedReads.caller(connection, List.of(request))) {
            for (int i = 0; i < WARM_REQUESTS; i++) {
                caller.call(i);
                caller.check();
            }
            return ServedReads.measure(caller, rate, time);
        }
    }
}
