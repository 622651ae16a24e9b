package dev.berth.benchmarks.stream;

import dev.berth.benchmarks.Arguments;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.rocksdb.RocksStore;
import dev.berth.protocol.feature.EventJsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// Benchmark of stream ingestion: JSON events into rows with windows in RocksDB.
public final class FeaturesStream {
    private static final String HELP =
            """
            usage: features-stream [options]
              --folder PATH      directory of the store (target/features-stream of this module)
              --events N         in a run (500000)
              --entities N       whose events they are (100000)
              --batch N          events of a write (5000)
              --runs N           of which the quickest counts (3)
            """;

    private static final SourceName SOURCE = new SourceName("payments");
    private static final SourceLocation HERE = new SourceLocation(Path.of("payments.yaml"), 1);

    /// Interval of events.
    private static final long APART_MICROS = 1_000;

    private final Arguments arguments;
    private final Random random = new Random(1);
    private long nextMicros = Instant.parse("2026-11-27T00:00:00Z").toEpochMilli() * 1000;

    private FeaturesStream(Arguments arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] args) throws IOException {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Path root = Path.of(System.getProperty("berth.root", "."));
        Arguments arguments = Arguments.parse(List.of(args), HELP);
        Path folder =
                arguments
                        .text("--folder")
                        .map(Path::of)
                        .orElse(root.resolve("quality/benchmarks/target/features-stream"));
        Files.createDirectories(folder);
        new FeaturesStream(arguments).run(folder);
    }

    private void run(Path folder) throws IOException {
        int runs = arguments.number("--runs", 3);
        double quickest = 0;
        for (int i = 0; i < runs; i++) {
            Path store = Files.createTempDirectory(folder, "store");
            double rate = once(store);
            System.out.printf(Locale.ROOT, "run %d: %,.0f events/s%n", i + 1, rate);
            quickest = Math.max(quickest, rate);
        }
        System.out.printf(Locale.ROOT, "quickest: %,.0f events/s%n", quickest);
    }

    private double once(Path folder) {
        int events = arguments.number("--events", 500_000);
        int batchSize = arguments.number("--batch", 5_000);
        try (RocksStore store = RocksStore.open(folder)) {
            StreamIngestor ingest =
                    StreamIngestor.of(
                            SOURCE, definitions(), store, InstantSource.system(), "a benchmark");
            var reader = new EventJsonReader(ingest.source());
            long nanos = 0;
            for (int done = 0; done < events; done += batchSize) {
                byte[] lines = lines(batchSize);
                long from = System.nanoTime();
                var batch = new EventBatch();
                reader.readLines(
                        lines,
                        0,
                        lines.length,
                        1,
                        EventJsonReader.Sink.of(
                                values -> batch.add(ingest.form().event(values)),
                                batch::addViolation));
                long accepted = ingest.take(batch).accepted();
                nanos += System.nanoTime() - from;
                if (accepted != batchSize) {
                    throw new IllegalStateException(accepted + " of " + batchSize + " accepted");
                }
            }
            return events * 1e9 / nanos;
        }
    }

    private byte[] lines(int count) {
        int entities = arguments.number("--entities", 100_000);
        var lines = new StringBuilder(count * 90);
        for (int i = 0; i < count; i++) {
            nextMicros += APART_MICROS;
            lines.append("{\"at\":\"")
                    .append(Instant.ofEpochMilli(nextMicros / 1000))
                    .append("\",\"customer\":\"c")
                    .append(random.nextInt(entities))
                    .append("\",\"amount\":")
                    .append(random.nextInt(100_000) / 100.0)
                    .append("}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static FeatureDefinitions definitions() {
        var customer =
                new Entity(
                        new EntityName("customer"),
                        "customer",
                        ValueType.STRING,
                        "",
                        Optional.empty());
        var source =
                new EventSource(
                        SOURCE,
                        "",
                        Optional.empty(),
                        new DataSourceConfig.Stream(
                                Optional.empty(), Optional.empty(), Duration.ofDays(1)),
                        "at",
                        Optional.empty(),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        Map.of(
                                "at", FeatureType.of(ValueType.TIMESTAMP),
                                "customer", FeatureType.of(ValueType.STRING),
                                "amount", FeatureType.of(ValueType.FLOAT64)),
                        HERE);
        var view =
                new FeatureView(
                        ViewReference.of("spending", 1),
                        "",
                        Optional.empty(),
                        List.of(),
                        Map.of(customer.name(), "customer"),
                        SOURCE,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(
                                feature("sum_1h", ValueType.FLOAT64, Kind.SUM, Duration.ofHours(1)),
                                feature("sum_1d", ValueType.FLOAT64, Kind.SUM, Duration.ofDays(1)),
                                feature("max_1d", ValueType.FLOAT64, Kind.MAX, Duration.ofDays(1)),
                                feature(
                                        "count_1h",
                                        ValueType.INT64,
                                        Kind.COUNT,
                                        Duration.ofHours(1)),
                                feature(
                                        "count_1d",
                                        ValueType.INT64,
                                        Kind.COUNT,
                                        Duration.ofDays(1))),
                        HERE);
        return new FeatureDefinitions(
                new TreeMap<>(Map.of(customer.name(), customer)),
                new TreeMap<>(Map.of(SOURCE, source)),
                new TreeMap<>(Map.of(view.reference(), view)),
                new TreeMap<>());
    }

    private static Feature feature(String name, ValueType type, Kind kind, Duration window) {
        return new Feature(
                new FeatureName(name),
                FeatureType.of(type),
                "",
                Optional.empty(),
                Optional.empty(),
                new Aggregation(
                        new Aggregate.Plain(kind),
                        Optional.of("amount"),
                        Optional.empty(),
                        Optional.empty(),
                        AggregationWindow.Sliding.of(window)));
    }
}
