package dev.berth.server.telemetry;

import dev.berth.runtime.WorkerStatus;
import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.ModelStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/// Meters of the worker processes, read at each scrape.
final class WorkerMeters implements MultiCollector {
    private final ModelServer serving;

    WorkerMeters(ModelServer serving) {
        this.serving = serving;
    }

    @Override
    public MetricSnapshots collect() {
        List<ModelStatus> index =
                serving.index().stream().filter(status -> status.worker().isPresent()).toList();
        if (index.isEmpty()) {
            return MetricSnapshots.of();
        }
        GaugeSnapshot.Builder up = MetricFamily.WORKER_UP.gaugeSnapshot();
        CounterSnapshot.Builder restarts = MetricFamily.WORKER_RESTARTS.counterSnapshot();
        for (ModelStatus status : index) {
            WorkerStatus worker = status.worker().orElseThrow();
            Labels labels = MetricFamily.WORKER_UP.labels(status.name(), status.version());
            up.dataPoint(
                    GaugeDataPointSnapshot.builder()
                            .labels(labels)
                            .value(worker.isUp() ? 1 : 0)
                            .build());
            restarts.dataPoint(
                    CounterDataPointSnapshot.builder()
                            .labels(labels)
                            .value((double) worker.restarts())
                            .build());
        }
        return MetricSnapshots.of(up.build(), restarts.build());
    }
}
