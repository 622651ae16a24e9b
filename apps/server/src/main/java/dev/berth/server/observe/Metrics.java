package dev.berth.server.observe;

import dev.berth.core.ModelReference;
import dev.berth.core.ProblemException;
import dev.berth.serving.ModelState;
import dev.berth.serving.ModelStatus;
import dev.berth.serving.Serving;
import dev.berth.serving.ServingListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Everything that `/metrics` shows, in Prometheus' text form.
///
/// Durations are histograms with fixed buckets, so that percentiles of several servers can be added
/// up. Labels are only names that the system has, never what a caller made up. Thread-safe.
public final class Metrics implements ServingListener, AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<ModelReference, ModelMeters> models = new ConcurrentHashMap<>();
    private final Histograms histograms = new Histograms(registry.getPrometheusRegistry());
    private final FailureMeters unknownModel = new FailureMeters(registry, histograms, "", "");
    private final MultiGauge queuedRows =
            MultiGauge.builder("berth.queued.rows")
                    .description("Rows that wait")
                    .register(registry);
    private final MultiGauge modelMemory =
            MultiGauge.builder("berth.model.memory.bytes")
                    .description("Native memory that an engine holds for a version")
                    .register(registry);
    private final MultiGauge modelReady =
            MultiGauge.builder("berth.model.ready")
                    .description("1 if the version answers predictions, 0 if not")
                    .register(registry);
    private final AtomicReference<@Nullable Serving> serving = new AtomicReference<>();
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();

    public Metrics(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gcMetrics.bindTo(registry);
        Gauge.builder("berth.build.info", () -> 1)
                .description("Always 1; the labels say what runs")
                .tags("version", version, "java", Runtime.version().toString())
                .register(registry);
        Gauge.builder("process.resident.memory.bytes", ResidentMemory::bytes)
                .description("Memory of the process, native memory included")
                .register(registry);
    }

    /// Shows the state of these models from now on.
    public void watch(Serving models) {
        serving.set(models);
        Gauge.builder("berth.tensor.pool.bytes", models, s -> s.pool().bytesInUse())
                .tag("state", "in_use")
                .description("Off-heap memory of tensors")
                .register(registry);
        Gauge.builder("berth.tensor.pool.bytes", models, s -> s.pool().bytesIdle())
                .tag("state", "idle")
                .description("Off-heap memory of tensors")
                .register(registry);
    }

    /// Shows how many connections there are.
    public void countConnections(Supplier<Number> count) {
        Gauge.builder("berth.connections", count)
                .description("Open connections")
                .register(registry);
    }

    /// Shows what becomes of the spans of traces.
    void countSpans(SpanCounts spans) {
        countSpans("exported", spans, SpanCounts::exported);
        countSpans("failed", spans, SpanCounts::failed);
        countSpans("dropped", spans, SpanCounts::dropped);
        Gauge.builder("berth.trace.spans.waiting", spans, SpanCounts::waiting)
                .description("Spans of traces that are not yet sent")
                .register(registry);
    }

    private void countSpans(String result, SpanCounts spans, ToDoubleFunction<SpanCounts> count) {
        FunctionCounter.builder("berth.trace.spans", spans, count)
                .description("Spans of traces, by what became of them")
                .tag("result", result)
                .register(registry);
    }

    /// A request that the fronts answered, whether serving saw it or not; what failed is counted
    /// here alone.
    void answered(Call call) {
        ModelReference model = call.model();
        if (model == null) {
            if (call.problem() != null) {
                unknownModel.failed(call.problem(), call.nanos());
            }
            return;
        }
        ModelMeters meters = meters(model);
        meters.request(call.problem(), call.nanos());
        if (call.problem() == null && call.timings() != null) {
            meters.stages(call.timings());
        }
    }

    @Override
    public void executed(ModelReference model, int rows, long nanos) {
        meters(model).batch(rows);
    }

    private ModelMeters meters(ModelReference model) {
        ModelMeters known = models.get(model);
        return known != null ? known : models.computeIfAbsent(model, this::newMeters);
    }

    private ModelMeters newMeters(ModelReference reference) {
        String model = reference.name().value();
        String version = reference.version().value();
        return new ModelMeters(
                histograms,
                new FailureMeters(registry, histograms, model, version),
                model,
                version);
    }

    /// The text that a scraper gets.
    public String scrape() {
        Serving watched = serving.get();
        if (watched != null) {
            showModels(watched);
        }
        return registry.scrape();
    }

    private void showModels(Serving watched) {
        List<ModelStatus> index = watched.index();
        modelMemory.register(
                index.stream()
                        .map(status -> MultiGauge.Row.of(tags(status), status.memoryBytes()))
                        .toList(),
                true);
        modelReady.register(
                index.stream()
                        .map(
                                status ->
                                        MultiGauge.Row.of(
                                                tags(status),
                                                status.state() == ModelState.READY ? 1 : 0))
                        .toList(),
                true);
        queuedRows.register(
                watched.packages().stream()
                        .map(
                                served ->
                                        MultiGauge.Row.of(
                                                tags(served.reference()),
                                                queued(watched, served.reference())))
                        .toList(),
                true);
    }

    private static int queued(Serving watched, ModelReference model) {
        try {
            return watched.statistics(model).queuedRows();
        } catch (ProblemException unloadedMeanwhile) {
            return 0;
        }
    }

    private static Tags tags(ModelStatus status) {
        return Tags.of("model", status.name(), "version", status.version());
    }

    private static Tags tags(ModelReference model) {
        return Tags.of("model", model.name().value(), "version", model.version().value());
    }

    @Override
    public void close() {
        gcMetrics.close();
        registry.close();
    }
}
