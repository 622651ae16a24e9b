package dev.berth.benchmarks.stage;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
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
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.EntityStateFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmark of reading an entity's row with a count for each of 200,000 values of a column, from
/// bytes to the returned map; microseconds.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class GroupedReadBenchmark {
    private static final int EVENTS = 400_000;
    private static final int VALUES = 200_000;
    private static final long WINDOW_MICROS = 1_000_000_000;

    /// Of the window.
    @Param({"1", "25", "250"})
    private int tiles = 1;

    private @Nullable EntityStateFactory states;
    private byte[] row = new byte[0];

    /// Adds uniformly distributed values.
    @Setup
    public void fill() {
        EntityStateFactory made = states();
        EntityState state = made.empty();
        var random = new SplittableRandom(1);
        for (int i = 0; i < EVENTS; i++) {
            long at = WINDOW_MICROS * i / EVENTS;
            state.add(new ImmutableEvent(at, at, at, "value " + random.nextInt(VALUES)));
        }
        var out = new ByteWriter();
        state.write(out);
        row = out.toBytes();
        states = made;
    }

    private EntityStateFactory states() {
        var here = new SourceLocation(Path.of("features.yaml"), 1);
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("at", FeatureType.of(ValueType.TIMESTAMP));
        columns.put("text", FeatureType.of(ValueType.STRING));
        var source =
                new EventSource(
                        new SourceName("events"),
                        "",
                        Optional.empty(),
                        new DataSourceConfig.Files("csv", List.of("events.csv")),
                        "at",
                        Optional.empty(),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        columns,
                        here);
        var entity =
                new Entity(new EntityName("one"), "one", ValueType.STRING, "", Optional.empty());
        var counts =
                new Feature(
                        new FeatureName("counts"),
                        FeatureType.mapOf(ValueType.INT64),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        new Aggregation(
                                new Aggregate.Plain(Kind.COUNT),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("text"),
                                new AggregationWindow.Sliding(
                                        Duration.ofMillis(WINDOW_MICROS / 1_000),
                                        Duration.ofMillis(WINDOW_MICROS / 1_000 / tiles))));
        var view =
                new FeatureView(
                        ViewReference.of("grouped", 1),
                        "",
                        Optional.empty(),
                        List.of(),
                        Map.of(entity.name(), "text"),
                        source.name(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(counts),
                        here);
        return EntityStateFactory.of(
                view,
                new FeatureDefinitions(
                        new TreeMap<>(Map.of(entity.name(), entity)),
                        new TreeMap<>(Map.of(source.name(), source)),
                        new TreeMap<>(Map.of(view.reference(), view)),
                        new TreeMap<>()));
    }

    /// One row at the end of its window.
    @Benchmark
    public @Nullable Object read() {
        @Nullable Object[] values = new @Nullable Object[1];
        if (states != null) {
            states.read(new ByteReader(row)).read(WINDOW_MICROS, values);
        }
        return values[0];
    }
}
