package dev.berth.server.telemetry;

import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.ingest.FeedStatus;
import dev.berth.features.ingest.IngestStatus;
import dev.berth.features.ingest.StreamProgress;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.maintenance.FeatureStoreStatus;
import dev.berth.features.maintenance.ViewFreshness;
import dev.berth.features.materialize.MaterializationStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Meters of feature freshness, ingestion and materialization, read at each scrape. Labels are
/// names of views and sources, whose number is bounded by what people write.
final class FeatureStoreMeters implements MultiCollector {
    private static final double NANOS_PER_SECOND = 1e9;

    /// What became of events, by the words of answers and by those of labels.
    private static final Map<String, String> RESULTS =
            Map.of(
                    "accepted", "accepted",
                    "duplicates", "duplicate",
                    "inHistory", "already_materialized",
                    "withoutKey", "missing_key",
                    "withoutTime", "missing_timestamp",
                    "malformed", "malformed");

    private final FeatureStoreMaintenance upkeep;
    private final InstantSource clock;

    FeatureStoreMeters(FeatureStoreMaintenance upkeep, InstantSource clock) {
        this.upkeep = upkeep;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        FeatureStoreStatus status = upkeep.status();
        List<MetricSnapshot> shown = new ArrayList<>();
        freshness(status, shown);
        events(status, shown);
        feeds(status.feeds(), shown);
        materializations(status.runs(), shown);
        shown.add(
                MetricFamily.FEATURE_LOG_ROWS
                        .counterSnapshot()
                        .dataPoint(
                                count(status.log().writtenCount(), Labels.of("result", "written")))
                        .dataPoint(count(status.log().lostCount(), Labels.of("result", "dropped")))
                        .build());
        return new MetricSnapshots(shown);
    }

    private void freshness(FeatureStoreStatus status, List<MetricSnapshot> shown) {
        Instant now = clock.instant();
        shown.add(
                MetricFamily.FEATURE_STORE_UP
                        .gaugeSnapshot()
                        .dataPoint(point(status.isStoreRead() ? 1 : 0, Labels.EMPTY))
                        .build());
        var ages = MetricFamily.FEATURE_VIEW_AGE.gaugeSnapshot();
        for (ViewFreshness view : status.freshness().views().values()) {
            if (view.hasHistory()) {
                double age =
                        view.materializedUntil()
                                .map(until -> seconds(until, now))
                                .orElse(Double.POSITIVE_INFINITY);
                ages.dataPoint(point(age, labels(view.view())));
            }
        }
        shown.add(ages.build());
        var events = MetricFamily.FEATURE_EVENT_AGE.gaugeSnapshot();
        var arrivals = MetricFamily.FEATURE_ARRIVAL_AGE.gaugeSnapshot();
        for (Map.Entry<SourceName, StreamProgress> of : status.freshness().latest().entrySet()) {
            Labels labels = labels(of.getKey());
            events.dataPoint(point(seconds(of.getValue().newest(), now), labels));
            arrivals.dataPoint(point(seconds(of.getValue().arrived(), now), labels));
        }
        shown.add(events.build());
        shown.add(arrivals.build());
    }

    private static void events(FeatureStoreStatus status, List<MetricSnapshot> shown) {
        var events = MetricFamily.FEATURE_EVENTS.counterSnapshot();
        for (Map.Entry<SourceName, IngestStatus> of : status.fed().entrySet()) {
            Labels labels = labels(of.getKey());
            of.getValue()
                    .counted()
                    .counts()
                    .forEach(
                            (what, count) ->
                                    events.dataPoint(
                                            count(count, labels.add("result", word(what)))));
        }
        shown.add(events.build());
    }

    private static String word(String what) {
        return RESULTS.getOrDefault(what, what);
    }

    private static void feeds(List<FeedStatus> feeds, List<MetricSnapshot> shown) {
        var up = MetricFamily.STREAM_UP.gaugeSnapshot();
        var lag = MetricFamily.STREAM_LAG.gaugeSnapshot();
        var records = MetricFamily.STREAM_RECORDS.counterSnapshot();
        var bytes = MetricFamily.STREAM_BYTES.counterSnapshot();
        var failures = MetricFamily.STREAM_FAILURES.counterSnapshot();
        for (FeedStatus feed : feeds) {
            Labels labels = labels(feed.source());
            up.dataPoint(point(feed.isRunning() ? 1 : 0, labels));
            feed.lag().ifPresent(count -> lag.dataPoint(point((double) count, labels)));
            records.dataPoint(count(feed.recordCount(), labels));
            bytes.dataPoint(count(feed.byteCount(), labels));
            failures.dataPoint(count(feed.failureCount(), labels));
        }
        shown.addAll(
                List.of(up.build(), lag.build(), records.build(), bytes.build(), failures.build()));
    }

    private static void materializations(
            List<MaterializationStatus> runs, List<MetricSnapshot> shown) {
        var running = MetricFamily.MATERIALIZATION_RUNNING.gaugeSnapshot();
        var failed = MetricFamily.MATERIALIZATION_LAST_FAILED.gaugeSnapshot();
        var unmet = MetricFamily.EXPECTATIONS_UNMET.gaugeSnapshot();
        var counts = MetricFamily.MATERIALIZATIONS.counterSnapshot();
        for (MaterializationStatus run : runs) {
            Labels labels = labels(run.view());
            running.dataPoint(point(run.state().isEnd() ? 0 : 1, labels));
            failed.dataPoint(point(run.failing() ? 1 : 0, labels));
            run.outcome().ifPresent(done -> unmet.dataPoint(point(done.unmet().size(), labels)));
            counts.dataPoint(count(run.doneCount(), labels.add("result", "success")));
            counts.dataPoint(count(run.failedCount(), labels.add("result", "failure")));
        }
        shown.addAll(List.of(running.build(), failed.build(), unmet.build(), counts.build()));
    }

    private static Labels labels(ViewReference view) {
        return Labels.of("view", view.name().value(), "version", Integer.toString(view.version()));
    }

    private static Labels labels(SourceName source) {
        return Labels.of("source", source.value());
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / NANOS_PER_SECOND;
    }

    private static GaugeDataPointSnapshot point(double value, Labels labels) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static CounterDataPointSnapshot count(long count, Labels labels) {
        return CounterDataPointSnapshot.builder().labels(labels).value((double) count).build();
    }
}
