package dev.berth.benchmarks.features;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Sample system with five views of ten numbers, and one event per entity and view. All numbers are
/// hashes, the same in every run.
///
/// @param entityCount entities of each view
record OnlineSystem(Path folder, int entityCount) {
    private static final int VIEWS = 5;
    private static final int COLUMNS = 10;

    private static final int DATABASE_MIB = 2_048;
    private static final int DATABASE_THREADS = 2;

    /// Writes missing descriptions and data.
    void write() throws IOException {
        Files.createDirectories(folder.resolve("features"));
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("berth.yaml"), "name: features-online\n");
        Files.writeString(folder.resolve("features/views.yaml"), yaml());
        var settings =
                new DatabaseSettings(
                        (long) DATABASE_MIB << 20, folder.resolve("spill"), DATABASE_THREADS);
        try (var database = Database.open(settings);
                Session session = database.connect()) {
            for (int view = 0; view < VIEWS; view++) {
                writeData(session, view);
            }
        }
    }

    private static String yaml() {
        var yaml =
                new StringBuilder(
                        "entities:\n  who: {type: int64, meaning: somebody}\n\nsources:\n");
        for (int view = 0; view < VIEWS; view++) {
            yaml.append("  events").append(view).append(":\n");
            yaml.append("    parquet: data/view").append(view).append(".parquet\n");
            yaml.append(
                    "    timestamp-column: seen\n    columns:\n      who: int64\n      seen: timestamp\n");
            for (int i = 0; i < COLUMNS; i++) {
                yaml.append("      c").append(i).append(": float64\n");
            }
        }
        yaml.append("\nviews:\n");
        for (int view = 0; view < VIEWS; view++) {
            yaml.append("  view").append(view).append(":\n    version: 1\n");
            yaml.append("    summary: ten numbers\n    entities: {who: who}\n");
            yaml.append("    source: events").append(view).append("\n    features:\n");
            for (int i = 0; i < COLUMNS; i++) {
                yaml.append("      c").append(i).append(": {type: float64, column: c");
                yaml.append(i).append(", meaning: a number}\n");
            }
        }
        return yaml.toString();
    }

    private void writeData(Session session, int view) {
        Path file = folder.resolve("data/view" + view + ".parquet");
        if (Files.exists(file)) {
            return;
        }
        String columns =
                IntStream.range(0, COLUMNS)
                        .mapToObj(
                                i ->
                                        ", ((hash(range * 1000 + "
                                                + i
                                                + ", "
                                                + view
                                                + ") % 1000000) / 1000)::DOUBLE AS c"
                                                + i)
                        .collect(Collectors.joining());
        session.execute(
                "COPY (SELECT range AS who, make_timestamp(1704067200000000 + (hash(range, "
                        + view
                        + ") % 8640000000000)::BIGINT) AS seen"
                        + columns
                        + " FROM range("
                        + entityCount
                        + ") ORDER BY hash(range, 'order')) TO '"
                        + file
                        + "' (FORMAT parquet)");
    }

    /// The definitions of its files.
    FeatureDefinitions definitions() {
        CatalogSnapshot snapshot = Catalog.open(folder).read();
        if (!snapshot.errors().isEmpty()) {
            throw new IllegalStateException(snapshot.errors().toString());
        }
        return snapshot.part(Features.class).definitions();
    }

    /// All fifty features.
    static final List<FeatureReference> FEATURES =
            names().stream().map(FeatureReference::parse).toList();

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int view = 0; view < VIEWS; view++) {
            for (int i = 0; i < COLUMNS; i++) {
                names.add("view" + view + "@1:c" + i);
            }
        }
        return names;
    }

    /// The same in Feast's form.
    static List<String> feastNames() {
        return names().stream().map(name -> name.replace("@1", "")).toList();
    }

    /// The body of a request in Feast's form.
    String feastBody(List<Long> entities) {
        String features =
                feastNames().stream()
                        .map(name -> "\"" + name + "\"")
                        .collect(Collectors.joining(","));
        return "{\"features\":["
                + features
                + "],\"entities\":{\"who\":"
                + entities
                + "},\"full_feature_names\":true}";
    }

    /// The body of a request in Berth's own form.
    String ownBody(List<Long> entities) {
        String features =
                names().stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(","));
        return "{\"features\":[" + features + "],\"entities\":{\"who\":" + entities + "}}";
    }

    /// Random entities.
    List<Long> entities(SplittableRandom random, int count) {
        return random.longs(count, 0, entityCount).boxed().toList();
    }
}
