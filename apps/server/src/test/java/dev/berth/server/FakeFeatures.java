package dev.berth.server;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.FromColumn;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.features.maintenance.ViewFreshness;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.FeatureStatus;
import dev.berth.features.online.FeatureValue;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.PreparedFeatures;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.statistics.StatisticsReader;
import dev.berth.features.statistics.StatisticsStore;
import dev.berth.features.statistics.ViewStatistics;
import dev.berth.testkit.runtime.Gate;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Features of airports in memory: `JFK` has all, `LGA` has no values, and nothing is known of
/// others. Reads wait at a gate, which is open at first.
final class FakeFeatures implements OnlineFeatureReader, StatisticsReader {
    static final Instant KNOWN = Instant.parse("2001-03-31T12:00:00Z");
    private static final long MICROS = KNOWN.getEpochSecond() * 1_000_000;
    private static final EntityName AIRPORT = new EntityName("airport");
    private static final SourceName FLIGHTS = new SourceName("flights_table");
    private static final SourceLocation HERE = new SourceLocation(Path.of("features.yaml"), 1);

    private static final Map<String, Object> OF_JFK =
            Map.of(
                    "delay",
                    12.5f,
                    "flights",
                    7L,
                    "last",
                    MICROS,
                    "gates",
                    List.of("A1", "B2"),
                    "by_carrier",
                    new TreeMap<>(Map.of("AA", 4L, "UA", 3L)),
                    "wind",
                    3.25,
                    "gust",
                    4.5);

    private final boolean quick;
    private final Gate authorizer = new Gate();
    private final OnlineStore store = new MemoryStore();
    private final List<String> readers = new CopyOnWriteArrayList<>();
    private volatile Optional<ProblemCode> broken = Optional.empty();
    private volatile LatestVersions latest = LatestVersions.of(DEFINITIONS, Freshness.UNKNOWN);

    /// Writes a third version of `fake` that reads a feature.
    static void writeReader(Path directory) {
        String features = "features: {inputs: {x: \"flights@2:delay\"}}";
        new SystemBuilder(directory).with("fake", "3", TestServer.fakePackage(3).with(features));
    }

    /// Keeps statistics.
    void keep(ViewStatistics taken) {
        var batch = new StoreBatch();
        statistics(taken.view()).add(taken, batch);
        store.write(batch);
    }

    @Override
    public StatisticsStore statistics(ViewReference view) {
        FeatureView stored =
                DEFINITIONS
                        .findView(view)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.FEATURE_NOT_FOUND,
                                                "no view " + view,
                                                "name another"));
        return new StatisticsStore(stored, DEFINITIONS, store);
    }

    FakeFeatures(boolean quick) {
        this.quick = quick;
    }

    /// Has only these versions filled.
    void fill(ViewReference... filled) {
        var until = Optional.of(KNOWN);
        TreeMap<ViewReference, ViewFreshness> views = new TreeMap<>();
        for (ViewReference view : filled) {
            views.put(view, new ViewFreshness(view, true, false, until));
        }
        latest = LatestVersions.of(DEFINITIONS, new Freshness(views, new TreeMap<>()));
    }

    @Override
    public LatestVersions latest() {
        return latest;
    }

    Gate authorizer() {
        return authorizer;
    }

    /// The names of the threads that read.
    List<String> readers() {
        return readers;
    }

    void breakWith(ProblemCode code) {
        broken = Optional.of(code);
    }

    private static Feature column(String name, FeatureType type) {
        return feature(name, type, new FromColumn(name));
    }

    private static Feature feature(String name, FeatureType type, FeatureComputation derivation) {
        return new Feature(
                new FeatureName(name),
                type,
                "The " + name,
                name.equals("delay") ? Optional.of("min") : Optional.empty(),
                Optional.empty(),
                derivation);
    }

    private static FeatureView view(String reference, Feature... features) {
        return new FeatureView(
                ViewReference.parse(reference),
                "Of airports",
                Optional.of("team-air"),
                List.of("demo"),
                Map.of(AIRPORT, "origin"),
                FLIGHTS,
                Optional.empty(),
                Optional.empty(),
                List.of(features),
                HERE);
    }

    private static final FeatureDefinitions DEFINITIONS = define();

    private static FeatureDefinitions define() {
        FeatureType float32 = FeatureType.of(ValueType.FLOAT32);
        FeatureType int64 = FeatureType.of(ValueType.INT64);
        var byCarrier =
                new Aggregation(
                        new Aggregate.Plain(Kind.COUNT),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("carrier"),
                        new AggregationWindow.Unbounded());
        List<FeatureView> views =
                List.of(
                        view("flights@1", column("delay", float32)),
                        view(
                                "flights@2",
                                column("delay", float32),
                                column("flights", int64),
                                column("last", FeatureType.of(ValueType.TIMESTAMP)),
                                column("gates", FeatureType.listOf(ValueType.STRING)),
                                feature(
                                        "by_carrier",
                                        FeatureType.mapOf(ValueType.INT64),
                                        byCarrier)),
                        view(
                                "weather@1",
                                column("wind", FeatureType.of(ValueType.FLOAT64)),
                                column("delay", float32)));
        TreeMap<ViewReference, FeatureView> byReference = new TreeMap<>();
        views.forEach(view -> byReference.put(view.reference(), view));
        var airport =
                new Entity(AIRPORT, "airport", ValueType.STRING, "An airport", Optional.empty());
        var source =
                new dev.berth.core.feature.EventSource(
                        FLIGHTS,
                        "Flights",
                        Optional.empty(),
                        new DataSourceConfig.Files("csv", List.of("flights.csv")),
                        "time",
                        Optional.empty(),
                        Optional.empty(),
                        ZoneOffset.UTC,
                        Map.of("origin", FeatureType.of(ValueType.STRING)),
                        HERE);
        var published =
                new Publication(
                        ViewReference.parse("flights@2"),
                        new Sha256("ab".repeat(32)),
                        Instant.parse("2026-11-27T10:00:00Z"),
                        "1.0.0",
                        Optional.empty(),
                        Optional.of(source));
        var service =
                new FeatureService(
                        ServiceReference.of("board", 1),
                        "What the board shows",
                        Optional.empty(),
                        List.of(),
                        List.of(
                                entry("flights@2:delay", Optional.of("lateness")),
                                entry("weather@1:wind", Optional.empty())),
                        HERE);
        OnDemandView gusts = gusts();
        return new FeatureDefinitions(
                        new TreeMap<>(Map.of(AIRPORT, airport)),
                        new TreeMap<>(Map.of(FLIGHTS, source)),
                        byReference,
                        new TreeMap<>(Map.of(gusts.reference(), gusts)),
                        new TreeMap<>(Map.of(published.view(), published)))
                .withServices(new TreeMap<>(Map.of(service.reference(), service)));
    }

    private static OnDemandView gusts() {
        return new OnDemandView(
                ViewReference.of("gusts", 1),
                "Of wind",
                Optional.empty(),
                List.of(),
                Map.of(),
                Map.of("here", new FeatureUse(ViewReference.of("weather", 1), Map.of())),
                Optional.empty(),
                List.of(
                        new OnDemandView.Computed(
                                new FeatureName("gust"),
                                FeatureType.of(ValueType.FLOAT64),
                                "The gust",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new ExpressionText("here.wind + 1.25", HERE, "")))),
                Optional.empty(),
                HERE);
    }

    private static FeatureService.Entry entry(String feature, Optional<String> alias) {
        return new FeatureService.Entry(
                FeatureSelection.of(FeatureReference.parse(feature)), alias);
    }

    @Override
    public FeatureDefinitions definitions() {
        return DEFINITIONS;
    }

    @Override
    public PreparedFeatures prepare(List<FeatureSelection> selections) {
        throw new AssertionError("only endpoints prepare");
    }

    @Override
    public boolean isInlineable() {
        return quick;
    }

    @Override
    public FeatureRows read(FeatureQuery query) {
        readers.add(Thread.currentThread().getName());
        authorizer.pass();
        broken.ifPresent(
                code -> {
                    throw new ProblemException(code, "the store is away", "bring it back");
                });
        List<Object> airports = query.fields().get("airport");
        if (airports == null) {
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID, "no 'airport' (expected: a key)", "send it");
        }
        boolean isBefore = query.at().isPresent() && query.at().get().isBefore(KNOWN);
        List<List<FeatureValue>> rows = new ArrayList<>();
        for (Object airport : airports) {
            rows.add(
                    query.features().stream()
                            .map(feature -> value(airport, isBefore, feature))
                            .toList());
        }
        return new FeatureRows(query.features(), rows);
    }

    private static FeatureValue value(Object airport, boolean isBefore, FeatureReference feature) {
        if (airport.equals("JFK") && !isBefore) {
            Object value = OF_JFK.get(feature.feature().value());
            return new FeatureValue(value, FeatureStatus.PRESENT, MICROS + 500_000);
        }
        if (airport.equals("LGA")) {
            return new FeatureValue(null, FeatureStatus.NULL_VALUE, MICROS);
        }
        return new FeatureValue(null, FeatureStatus.NOT_FOUND, 0);
    }
}
