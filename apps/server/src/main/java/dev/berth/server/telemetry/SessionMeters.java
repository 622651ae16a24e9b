package dev.berth.server.telemetry;

import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.SessionStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/// Meters of the sessions of stateful models, read at each scrape.
final class SessionMeters implements MultiCollector {
    private final ModelServer serving;

    SessionMeters(ModelServer serving) {
        this.serving = serving;
    }

    @Override
    public MetricSnapshots collect() {
        List<SessionStatus> statuses = serving.sessions();
        if (statuses.isEmpty()) {
            return MetricSnapshots.of();
        }
        GaugeSnapshot.Builder open = MetricFamily.SESSIONS_OPEN.gaugeSnapshot();
        GaugeSnapshot.Builder bytes = MetricFamily.SESSION_STATE_BYTES.gaugeSnapshot();
        CounterSnapshot.Builder begun = MetricFamily.SESSIONS_BEGUN.counterSnapshot();
        CounterSnapshot.Builder expired = MetricFamily.SESSIONS_EXPIRED.counterSnapshot();
        CounterSnapshot.Builder refused = MetricFamily.SESSIONS_REJECTED.counterSnapshot();
        for (SessionStatus status : statuses) {
            Labels labels = MetricFamily.SESSIONS_OPEN.labels(status.model().value());
            open.dataPoint(gauge(labels, status.open()));
            bytes.dataPoint(gauge(labels, status.stateBytes()));
            begun.dataPoint(counter(labels, status.begun()));
            expired.dataPoint(counter(labels, status.expired()));
            refused.dataPoint(counter(labels, status.refused()));
        }
        return MetricSnapshots.of(
                open.build(), bytes.build(), begun.build(), expired.build(), refused.build());
    }

    private static GaugeDataPointSnapshot gauge(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value((double) value).build();
    }

    private static CounterDataPointSnapshot counter(Labels labels, long value) {
        return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
    }
}
