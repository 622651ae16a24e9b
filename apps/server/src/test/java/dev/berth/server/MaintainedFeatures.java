package dev.berth.server;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.ingest.FeedStatus;
import dev.berth.features.ingest.IngestReport;
import dev.berth.features.ingest.IngestStatus;
import dev.berth.features.ingest.StreamProgress;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.maintenance.FeatureStoreStatus;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.ViewFreshness;
import dev.berth.features.materialize.MaterializationResult;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.materialize.MaterializationStatus.State;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.PreparedFeatures;
import dev.berth.features.skew.LogStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The features of [FakeFeatures], never updated: materializations are recorded.
final class MaintainedFeatures implements OnlineFeatureReader, FeatureStoreMaintenance {
    static final ViewReference FLIGHTS = ViewReference.of("flights", 2);
    static final ViewReference WEATHER = ViewReference.of("weather", 1);
    private static final SourceName SOURCE = new SourceName("flights_table");

    private final FakeFeatures fake = new FakeFeatures(true);
    private final Instant until;
    private final List<String> requested = new ArrayList<>();
    private Optional<Duration> interval = Optional.empty();
    private volatile Optional<Problem> damage = Optional.empty();

    /// @param until up to when one view is materialized
    MaintainedFeatures(Instant until) {
        this.until = until;
    }

    /// The views that were to be materialized, with how much of them.
    List<String> requested() {
        return requested;
    }

    Optional<Duration> interval() {
        return interval;
    }

    /// Has a part of the store be lost from now on, or none if empty.
    void lose(Optional<Problem> lost) {
        damage = lost;
    }

    @Override
    public Optional<Problem> damage() {
        return damage;
    }

    @Override
    public FeatureStoreStatus status() {
        var latest = new StreamProgress(until, until);
        return new FeatureStoreStatus(
                new Freshness(
                        new TreeMap<>(
                                Map.of(
                                        FLIGHTS,
                                        new ViewFreshness(FLIGHTS, true, false, Optional.of(until)),
                                        WEATHER,
                                        new ViewFreshness(WEATHER, true, false, Optional.empty()))),
                        new TreeMap<>(Map.of(SOURCE, latest))),
                true,
                Map.of(
                        SOURCE,
                        new IngestStatus(
                                new IngestReport(11, 2, 3, 4, 5, 6, List.of()),
                                Optional.of(latest))),
                List.of(
                        new FeedStatus(
                                SOURCE,
                                "flights",
                                true,
                                OptionalLong.of(17),
                                120,
                                4_000,
                                1,
                                IngestStatus.NOTHING,
                                Optional.empty())),
                runs(),
                new LogStatus(13, 1));
    }

    @Override
    public List<MaterializationStatus> materialize(
            List<ViewReference> views, MaterializationScope extent, Optional<Instant> until) {
        views.forEach(view -> requested.add(view + " " + extent));
        if (views.isEmpty()) {
            requested.add("all " + extent);
        }
        return views.stream().map(MaterializationStatus::first).toList();
    }

    @Override
    public List<MaterializationStatus> runs() {
        Problem gone = Problem.of(ProblemCode.SOURCE_UNAVAILABLE, "no files", "bring some");
        return List.of(
                MaterializationStatus.first(FLIGHTS)
                        .begun(until)
                        .done(
                                until,
                                new MaterializationResult(
                                        FLIGHTS,
                                        until.toEpochMilli() * 1000,
                                        true,
                                        false,
                                        9,
                                        4,
                                        Optional.empty(),
                                        0,
                                        0,
                                        List.of(
                                                new UnmetExpectation(
                                                        new Expectation(
                                                                new Expectation.Age(
                                                                        Duration.ofDays(2)),
                                                                Expectation.Action.WARN),
                                                        "no event")))),
                MaterializationStatus.first(WEATHER)
                        .begun(until)
                        .reached(7, 3)
                        .ended(until, State.FAILED, gone));
    }

    @Override
    public void materializeEvery(Supplier<Optional<Duration>> every) {
        interval = every.get();
    }

    @Override
    public FeatureDefinitions definitions() {
        return fake.definitions();
    }

    @Override
    public FeatureRows read(FeatureQuery query) {
        return fake.read(query);
    }

    @Override
    public PreparedFeatures prepare(List<FeatureSelection> selections) {
        return fake.prepare(selections);
    }

    @Override
    public boolean isInlineable() {
        return true;
    }
}
