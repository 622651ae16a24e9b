package dev.berth.benchmarks.join;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.tables.duckdb.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Pseudo-random events and training rows, made of hashes, the same in every run.
///
/// @param viewCount number of views, each with its own file
/// @param eventsOfView events per file
/// @param columnCount columns per view
/// @param rowCount of the spine
/// @param entityCount entities over which events and rows are spread evenly
record JoinData(
        Path folder,
        int viewCount,
        long eventsOfView,
        int columnCount,
        long rowCount,
        long entityCount) {

    private static final SourceLocation NOWHERE = new SourceLocation(Path.of("benchmark"), 1);

    /// 2024-01-01, and the microseconds of the hundred days after it.
    private static final long TIME_FIRST = 1_704_067_200_000_000L;

    private static final long TIME_RANGE = Duration.ofDays(100).toMillis() * 1_000;

    Path events(int view) {
        return folder.resolve("view" + view + ".parquet");
    }

    Path spine() {
        return folder.resolve("spine.parquet");
    }

    /// Writes missing files.
    void write(Session session) {
        for (int view = 0; view < viewCount; view++) {
            int seed = view + 1;
            String columns =
                    IntStream.range(0, columnCount)
                            .mapToObj(
                                    i ->
                                            ", ((hash(range * 1000 + "
                                                    + i
                                                    + ", "
                                                    + seed
                                                    + ") % 10000) / 100)::FLOAT AS c"
                                                    + i)
                            .collect(Collectors.joining());
            copy(
                    session,
                    moments(seed) + columns + " FROM range(" + eventsOfView + ")",
                    events(view));
        }
        copy(session, moments(0) + ", range AS row FROM range(" + rowCount + ")", spine());
    }

    private String moments(int seed) {
        return "SELECT (hash(range, "
                + seed
                + ", 'who') % "
                + entityCount
                + ")::BIGINT AS who, make_timestamp("
                + TIME_FIRST
                + " + (hash(range, "
                + seed
                + ", 'seen') % "
                + TIME_RANGE
                + ")::BIGINT) AS seen";
    }

    private static void copy(Session session, String select, Path file) {
        if (Files.exists(file)) {
            return;
        }
        // A query may fail and leave a partial file, so it is renamed when complete.
        Path part = file.resolveSibling(file.getFileName() + ".part");
        session.execute("COPY (" + select + ") TO '" + part + "' (FORMAT parquet)");
        if (!part.toFile().renameTo(file.toFile())) {
            throw new IllegalStateException(part + " cannot be renamed");
        }
    }

    /// Views of columns.
    FeatureDefinitions columns() {
        return definitions(
                IntStream.range(0, columnCount)
                        .mapToObj(
                                i ->
                                        feature(
                                                "c" + i,
                                                ValueType.FLOAT32,
                                                new FeatureComputation.FromColumn("c" + i)))
                        .toList());
    }

    /// Views of aggregates over days.
    FeatureDefinitions windows() {
        return definitions(
                List.of(
                        window("count_7d", FeatureComputation.Kind.COUNT, ValueType.INT64, 7),
                        window("sum_7d", FeatureComputation.Kind.SUM, ValueType.FLOAT64, 7),
                        window("mean_30d", FeatureComputation.Kind.MEAN, ValueType.FLOAT64, 30),
                        window("max_30d", FeatureComputation.Kind.MAX, ValueType.FLOAT32, 30)));
    }

    private static Feature window(
            String name, FeatureComputation.Kind kind, ValueType type, int days) {
        return feature(
                name,
                type,
                new FeatureComputation.Aggregation(
                        new FeatureComputation.Aggregate.Plain(kind),
                        Optional.of("c0"),
                        Optional.<ExpressionText>empty(),
                        Optional.empty(),
                        new AggregationWindow.Sliding(Duration.ofDays(days), Duration.ofDays(1))));
    }

    private static Feature feature(String name, ValueType type, FeatureComputation derivation) {
        return new Feature(
                new FeatureName(name),
                FeatureType.of(type),
                "",
                Optional.empty(),
                Optional.empty(),
                derivation);
    }

    private FeatureDefinitions definitions(List<Feature> features) {
        var entity =
                new Entity(new EntityName("who"), "who", ValueType.INT64, "", Optional.empty());
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        columns.put("who", FeatureType.of(ValueType.INT64));
        columns.put("seen", FeatureType.of(ValueType.TIMESTAMP));
        for (int i = 0; i < columnCount; i++) {
            columns.put("c" + i, FeatureType.of(ValueType.FLOAT32));
        }
        var sources = new TreeMap<SourceName, EventSource>();
        var views = new TreeMap<ViewReference, FeatureView>();
        for (int i = 0; i < viewCount; i++) {
            var source = source("events" + i, events(i), columns);
            sources.put(source.name(), source);
            var view = view("view" + i, entity, source, features);
            views.put(view.reference(), view);
        }
        return new FeatureDefinitions(
                new TreeMap<>(Map.of(entity.name(), entity)), sources, views, new TreeMap<>());
    }

    private static EventSource source(String name, Path file, Map<String, FeatureType> columns) {
        return new EventSource(
                new SourceName(name),
                "",
                Optional.empty(),
                new DataSourceConfig.Files("parquet", List.of(file.toString())),
                "seen",
                Optional.empty(),
                Optional.empty(),
                ZoneOffset.UTC,
                columns,
                NOWHERE);
    }

    private static FeatureView view(
            String name, Entity entity, EventSource source, List<Feature> features) {
        return new FeatureView(
                ViewReference.of(name, 1),
                "",
                Optional.empty(),
                List.of(),
                Map.of(entity.name(), "who"),
                source.name(),
                Optional.empty(),
                Optional.empty(),
                features,
                NOWHERE);
    }

    /// The hand-written query: one ASOF join for each view.
    String byHand(Path output) {
        List<String> selected = new ArrayList<>(List.of("s.*"));
        var joins = new StringBuilder();
        for (int view = 0; view < viewCount; view++) {
            String alias = "v" + view;
            for (int i = 0; i < columnCount; i++) {
                selected.add(alias + ".c" + i + " AS view" + view + "__c" + i);
            }
            joins.append(" ASOF LEFT JOIN read_parquet('")
                    .append(events(view))
                    .append("') ")
                    .append(alias)
                    .append(" ON s.who = ")
                    .append(alias)
                    .append(".who AND s.seen >= ")
                    .append(alias)
                    .append(".seen");
        }
        return "COPY (SELECT "
                + String.join(", ", selected)
                + " FROM read_parquet('"
                + spine()
                + "') s"
                + joins
                + " ORDER BY s.row) TO '"
                + output
                + "' (FORMAT parquet)";
    }
}
