package dev.berth.server.telemetry;

import dev.berth.contribution.Metric;
import dev.berth.core.ModelReference;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.server.auth.AccessListener;
import dev.berth.server.inference.InFlightRequests;
import dev.berth.server.memory.InFlightByteBudget;
import dev.berth.serving.ModelServer;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.ServingListener;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// All metrics of `/metrics`, in Prometheus' text format.
///
/// Durations are histograms with fixed buckets, so that percentiles of several servers can be added
/// up. Labels are names that the system has, or had not long ago; a name that a caller invents is
/// none, so that their number is bounded. Thread-safe.
public final class Metrics implements ServingListener, AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<ModelReference, ModelMeters> models = new ConcurrentHashMap<>();
    private final Histograms histograms = new Histograms(registry.getPrometheusRegistry());
    private final ConsumerMeters consumers = new ConsumerMeters(registry);
    private final FeatureMeters features = new FeatureMeters(registry.getPrometheusRegistry());
    private final AccessMeters access = new AccessMeters(registry);
    private final FailureMeters unknownModel = new FailureMeters(registry, histograms, "", "");
    private final ModelGauges modelGauges = new ModelGauges(registry);
    private final RemovedModelMeters gone = new RemovedModelMeters();
    private final EndpointMeters endpoints = new EndpointMeters(registry);
    private final AtomicReference<@Nullable ModelServer> serving = new AtomicReference<>();
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();

    public Metrics(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gcMetrics.bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        MetricFamily.BUILD_INFO.gauge(registry, () -> 1, version, Runtime.version().toString());
        MetricFamily.RESIDENT_MEMORY.gauge(registry, ResidentMemory::bytes);
        MetricFamily.MEMORY_LIMIT.gauge(registry, MachineMemory::bytes);
        MetricFamily.NETTY_DIRECT_MEMORY.gauge(registry, MachineMemory::networkBytes);
    }

    /// Shows the state of these models from now on.
    public void watch(ModelServer models) {
        serving.set(models);
        registry.getPrometheusRegistry().register(new WorkerMeters(models));
        registry.getPrometheusRegistry().register(new SessionMeters(models));
        if (models.predictionEvents() != null) {
            registry.getPrometheusRegistry()
                    .register(new PredictionEventMeters(models.predictionEvents()));
        }
        MetricFamily.TENSOR_POOL_BYTES.gauge(registry, () -> models.pool().bytesInUse(), "in_use");
        MetricFamily.TENSOR_POOL_BYTES.gauge(registry, () -> models.pool().bytesIdle(), "idle");
        MetricFamily.TENSOR_POOL_BLOCKS.gauge(
                registry, () -> models.pool().blocksInUse(), "in_use");
        MetricFamily.EXECUTOR_THREADS.gauge(registry, models::executionThreads);
        MetricFamily.EXECUTOR_THREADS_BUSY.gauge(registry, models::executionThreadsBusy);
    }

    /// Counts what happens within endpoints.
    public EndpointListener endpoints() {
        return endpoints;
    }

    /// Shows whether the store of the state can be read.
    public void watchState(BooleanSupplier isReadable) {
        MetricFamily.STATE_UP.gauge(registry, () -> isReadable.getAsBoolean() ? 1 : 0);
    }

    /// Shows what is in flight.
    public void watch(InFlightRequests traffic) {
        MetricFamily.REQUESTS_IN_FLIGHT.gauge(registry, traffic::inFlight);
        MetricFamily.GRPC_STREAMS_OPEN.gauge(registry, traffic::openCalls);
        MetricFamily.WEB_SOCKETS_OPEN.gauge(registry, traffic::openSockets);
    }

    /// Shows how up to date features are, and how they are kept so.
    public void watch(FeatureStoreMaintenance upkeep) {
        registry.getPrometheusRegistry()
                .register(new FeatureStoreMeters(upkeep, InstantSource.system()));
    }

    /// Shows what capabilities bring.
    ///
    /// @throws IllegalStateException if a name is taken
    public void show(List<Metric> contributed) {
        contributed.forEach(
                metric -> registry.getPrometheusRegistry().register(new ContributedMeters(metric)));
    }

    /// Shows the bytes of requests and answers in flight.
    public void watch(InFlightByteBudget bytes) {
        MetricFamily.IN_FLIGHT_BYTES.gauge(registry, bytes::count);
        MetricFamily.IN_FLIGHT_BYTES_LIMIT.gauge(registry, bytes::max);
        MetricFamily.BODIES_REJECTED.count(registry, bytes, InFlightByteBudget::refused);
    }

    /// How late an event loop was with what it should have done at a certain time.
    public void eventLoopDelayed(long nanos) {
        histograms.eventLoopDelay().observe(nanos);
    }

    /// Shows how many connections there are, may be, and were refused.
    public void countConnections(
            Supplier<Number> count, Supplier<Number> limit, Supplier<Number> refused) {
        MetricFamily.CONNECTIONS.gauge(registry, count);
        MetricFamily.CONNECTIONS_LIMIT.gauge(registry, limit);
        MetricFamily.CONNECTIONS_REJECTED.count(registry, this, all -> refused.get().doubleValue());
    }

    /// Shows until when the server's certificate is valid.
    public void showCertificate(Supplier<Instant> until) {
        MetricFamily.CERTIFICATE_EXPIRY.gauge(registry, () -> until.get().getEpochSecond());
    }

    /// Shows what becomes of the spans of traces.
    void countSpans(SpanCounts spans) {
        countSpans("exported", spans, SpanCounts::exported);
        countSpans("failed", spans, SpanCounts::failed);
        countSpans("dropped", spans, SpanCounts::dropped);
        MetricFamily.SPANS_QUEUED.gauge(registry, spans::waiting);
    }

    private void countSpans(String result, SpanCounts spans, ToDoubleFunction<SpanCounts> count) {
        MetricFamily.SPANS.count(registry, spans, count, result);
    }

    /// Counts refusals, and shows quotas and issuers.
    public AccessListener access() {
        return access;
    }

    /// A request that the protocol handlers answered, whether serving saw it or not; failures are
    /// counted here alone.
    void answered(CompletedRequest call) {
        consumers.answered(call);
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

    /// A request for features that the protocol handlers answered.
    void answeredFeatures(CompletedRequest call) {
        consumers.answered(call);
        features.answered(call);
    }

    @Override
    public void onBatchExecuted(ModelReference model, int rows, long nanos) {
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
        ModelServer watched = serving.get();
        if (watched != null) {
            showModels(watched);
        }
        return registry.scrape();
    }

    private void showModels(ModelServer watched) {
        List<ModelStatus> index = watched.index();
        modelGauges.show(index, watched);
        for (ModelReference forgotten : gone.findTooMany(models.keySet(), index)) {
            ModelMeters meters = models.remove(forgotten);
            if (meters != null) {
                meters.forget();
            }
        }
    }

    @Override
    public void close() {
        gcMetrics.close();
        registry.close();
    }
}
