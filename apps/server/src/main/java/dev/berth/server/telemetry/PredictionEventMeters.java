package dev.berth.server.telemetry;

import dev.berth.events.ListenerStatistics;
import dev.berth.events.PredictionEvents;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// Meters of prediction events by listener, read at each scrape.
final class PredictionEventMeters implements MultiCollector {
    private final PredictionEvents events;

    PredictionEventMeters(PredictionEvents events) {
        this.events = events;
    }

    @Override
    public MetricSnapshots collect() {
        CounterSnapshot.Builder delivered = MetricFamily.PREDICTION_EVENTS.counterSnapshot();
        CounterSnapshot.Builder lost = MetricFamily.PREDICTION_EVENTS_LOST.counterSnapshot();
        for (ListenerStatistics each : events.statistics()) {
            Labels labels = MetricFamily.PREDICTION_EVENTS.labels(each.listener());
            delivered.dataPoint(point(labels, each.delivered()));
            lost.dataPoint(point(labels, each.lost()));
        }
        return MetricSnapshots.of(delivered.build(), lost.build());
    }

    private static CounterDataPointSnapshot point(Labels labels, long count) {
        return CounterDataPointSnapshot.builder().labels(labels).value((double) count).build();
    }
}
