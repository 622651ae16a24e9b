package dev.berth.server.telemetry;

import dev.berth.runtime.MemoryUse;
import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.ModelState;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.QueueStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Gauges of each version, read at each scrape.
final class ModelGauges {
    private static final double NANOS_PER_SECOND = 1e9;

    private final MultiGauge memory;
    private final MultiGauge loaded;
    private final MultiGauge ready;
    private final MultiGauge loadFailed;
    private final MultiGauge queuedRows;
    private final MultiGauge queuedRowsMax;
    private final MultiGauge queuedRequests;
    private final MultiGauge oldestWait;

    ModelGauges(MeterRegistry registry) {
        memory = MetricFamily.MODEL_MEMORY.multiGauge(registry);
        loaded = MetricFamily.MODEL_LOADED.multiGauge(registry);
        ready = MetricFamily.MODEL_READY.multiGauge(registry);
        loadFailed = MetricFamily.MODEL_LOAD_FAILED.multiGauge(registry);
        queuedRows = MetricFamily.QUEUE_ROWS.multiGauge(registry);
        queuedRowsMax = MetricFamily.QUEUE_ROWS_LIMIT.multiGauge(registry);
        queuedRequests = MetricFamily.PENDING_REQUESTS.multiGauge(registry);
        oldestWait = MetricFamily.QUEUE_OLDEST_AGE.multiGauge(registry);
    }

    void show(List<ModelStatus> index, ModelServer serving) {
        memory.register(index.stream().flatMap(ModelGauges::memory).toList(), true);
        showStates(loaded, index, status -> status.state() == ModelState.READY ? 1 : 0);
        showStates(ready, index, status -> status.isServed() ? 1 : 0);
        showStates(loadFailed, index, status -> status.state() == ModelState.FAILED ? 1 : 0);
        List<QueueStatus> queues = serving.queues();
        showQueues(queuedRows, queues, QueueStatus::rows);
        showQueues(queuedRowsMax, queues, QueueStatus::rowsMax);
        showQueues(queuedRequests, queues, QueueStatus::requests);
        showQueues(oldestWait, queues, queue -> queue.oldestWaitNanos() / NANOS_PER_SECOND);
    }

    private static Stream<MultiGauge.Row<?>> memory(ModelStatus status) {
        MemoryUse memory = status.memory();
        return Stream.of(
                memory("weights", status, memory.weightBytes()),
                memory("arena", status, memory.arenaBytes()),
                memory("buffers", status, memory.bufferBytes()));
    }

    private static MultiGauge.Row<?> memory(String kind, ModelStatus status, long bytes) {
        return MultiGauge.Row.of(
                MetricFamily.MODEL_MEMORY.tags(status.name(), status.version(), kind), bytes);
    }

    private static void showStates(
            MultiGauge gauge, List<ModelStatus> index, ToDoubleFunction<ModelStatus> value) {
        gauge.register(
                index.stream()
                        .map(
                                status ->
                                        MultiGauge.Row.of(
                                                tags(status.name(), status.version()),
                                                value.applyAsDouble(status)))
                        .toList(),
                true);
    }

    private static void showQueues(
            MultiGauge gauge, List<QueueStatus> queues, ToDoubleFunction<QueueStatus> value) {
        gauge.register(
                queues.stream()
                        .map(
                                queue ->
                                        MultiGauge.Row.of(
                                                tags(
                                                        queue.model().name().value(),
                                                        queue.model().version().value()),
                                                value.applyAsDouble(queue)))
                        .toList(),
                true);
    }

    private static Tags tags(String model, String version) {
        return MetricFamily.MODEL_READY.tags(model, version);
    }
}
