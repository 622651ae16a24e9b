package dev.berth.server.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Catalog of the metric families of the server: the name, type, labels and help of each. Every
/// meter is made from its entry, and the reference page of metrics is generated from them.
public enum MetricFamily {
    REQUEST_DURATION(
            Group.REQUESTS,
            Type.HISTOGRAM,
            "berth_request_duration_seconds",
            "From the arrival of a request to its response; `code` is `ok` or the problem's code",
            "model",
            "version",
            "code"),
    QUEUE_DURATION(
            Group.REQUESTS,
            Type.HISTOGRAM,
            "berth_queue_duration_seconds",
            "From admission until an executor took the request",
            "model",
            "version"),
    PREPROCESS_DURATION(
            Group.REQUESTS,
            Type.HISTOGRAM,
            "berth_preprocess_duration_seconds",
            "In the encoder; not observed for a version without one",
            "model",
            "version"),
    INFERENCE_DURATION(
            Group.REQUESTS,
            Type.HISTOGRAM,
            "berth_inference_duration_seconds",
            "In the engine, for the whole batch of a request",
            "model",
            "version"),
    POSTPROCESS_DURATION(
            Group.REQUESTS,
            Type.HISTOGRAM,
            "berth_postprocess_duration_seconds",
            "In the decoder; not observed for a version without one",
            "model",
            "version"),
    BATCH_SIZE(
            Group.REQUESTS,
            Type.HISTOGRAM,
            "berth_batch_size_rows",
            "Rows of one execution",
            "model",
            "version"),
    REQUEST_FAILURES(
            Group.REQUESTS,
            Type.COUNTER,
            "berth_request_failures_total",
            "Requests without a prediction, by `reason`: `rejected` (overload, quota, not ready),"
                    + " `timeout`, `cancelled`, `error`; and by the problem's code",
            "model",
            "version",
            "reason",
            "code"),
    REQUESTS_IN_FLIGHT(
            Group.REQUESTS,
            Type.GAUGE,
            "berth_requests_in_flight",
            "Requests in flight, the scrape itself included"),

    QUEUE_ROWS(
            Group.MODELS, Type.GAUGE, "berth_queue_rows", "Rows in the queue", "model", "version"),
    QUEUE_ROWS_LIMIT(
            Group.MODELS,
            Type.GAUGE,
            "berth_queue_rows_limit",
            "Limit of one queue",
            "model",
            "version"),
    PENDING_REQUESTS(
            Group.MODELS,
            Type.GAUGE,
            "berth_pending_requests",
            "Requests in the queue",
            "model",
            "version"),
    QUEUE_OLDEST_AGE(
            Group.MODELS,
            Type.GAUGE,
            "berth_queue_oldest_request_age_seconds",
            "Waiting time of the oldest request in the queue; 0 if there is none",
            "model",
            "version"),
    MODEL_READY(
            Group.MODELS,
            Type.GAUGE,
            "berth_model_ready",
            "1 if the version answers predictions, loaded or loaded on demand; otherwise 0",
            "model",
            "version"),
    MODEL_LOADED(
            Group.MODELS,
            Type.GAUGE,
            "berth_model_loaded",
            "1 if the version is in memory and answers; 0 if not, such as one that its next request"
                    + " loads",
            "model",
            "version"),
    MODEL_LOAD_FAILED(
            Group.MODELS,
            Type.GAUGE,
            "berth_model_load_failed",
            "1 if the version cannot be served; otherwise 0",
            "model",
            "version"),
    MODEL_MEMORY(
            Group.MODELS,
            Type.GAUGE,
            "berth_model_memory_bytes",
            "Native memory of the engine by `kind`: `weights`, `arena`, `buffers`; for a worker the"
                    + " resident set of its process",
            "model",
            "version",
            "kind"),
    WORKER_UP(
            Group.MODELS,
            Type.GAUGE,
            "berth_worker_up",
            "1 if the version's worker process executes, 0 while one is started; only with"
                    + " `isolation: process`",
            "model",
            "version"),
    WORKER_RESTARTS(
            Group.MODELS,
            Type.COUNTER,
            "berth_worker_restarts_total",
            "Starts of a worker process that replaces one that ended, failed attempts included",
            "model",
            "version"),
    SESSIONS_OPEN(
            Group.MODELS,
            Type.GAUGE,
            "berth_sessions_open",
            "Sessions that are open; only of models with `session`, as the other metrics of sessions",
            "model"),
    SESSION_STATE_BYTES(
            Group.MODELS,
            Type.GAUGE,
            "berth_session_state_bytes",
            "Bytes of the state of the sessions that are open",
            "model"),
    SESSIONS_BEGUN(
            Group.MODELS,
            Type.COUNTER,
            "berth_sessions_begun_total",
            "Sessions whose first request was answered",
            "model"),
    SESSIONS_EXPIRED(
            Group.MODELS,
            Type.COUNTER,
            "berth_sessions_expired_total",
            "Sessions that were idle for too long, or whose version is no longer loaded",
            "model"),
    SESSIONS_REJECTED(
            Group.MODELS,
            Type.COUNTER,
            "berth_sessions_rejected_total",
            "Sessions that were rejected because as many were open as may be",
            "model"),
    TENSOR_POOL_BYTES(
            Group.MODELS,
            Type.GAUGE,
            "berth_tensor_pool_bytes",
            "Off-heap memory of tensors by `state`: `in_use`, `idle`",
            "state"),
    TENSOR_POOL_BLOCKS(
            Group.MODELS,
            Type.GAUGE,
            "berth_tensor_pool_blocks",
            "Tensors in off-heap memory; 0 `in_use` when no request is in flight",
            "state"),
    EXECUTOR_THREADS(
            Group.MODELS,
            Type.GAUGE,
            "berth_executor_threads",
            "Threads that run preprocessing, engines and postprocessing"),
    EXECUTOR_THREADS_BUSY(
            Group.MODELS,
            Type.GAUGE,
            "berth_executor_threads_busy",
            "Executor threads that are busy"),

    GUARD_ACTIVATIONS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_guard_activations_total",
            "Records to which the guard's rule applied",
            "endpoint",
            "guard"),
    GUARD_FILTERED(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_guard_filtered_elements_total",
            "Elements of lists that the guard removed from a response",
            "endpoint",
            "guard"),
    GUARD_FAILURES(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_guard_failures_total",
            "Records for which the guard could not be evaluated",
            "endpoint",
            "guard"),
    CASCADE_ESCALATIONS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_cascade_escalations_total",
            "Records that went beyond the cascade's first stage",
            "endpoint",
            "step"),
    CASCADE_ESCALATIONS_DENIED(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_cascade_escalations_denied_total",
            "Escalations that the cascade's bound denied",
            "endpoint",
            "step"),
    STEP_DEFAULTS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_step_defaults_total",
            "Records for which default outputs replaced those of a failed or late step",
            "endpoint",
            "step"),
    CIRCUIT_BREAKER_OPENED(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_circuit_breaker_opened_total",
            "How often the circuit breaker of a step opened",
            "endpoint",
            "step"),
    FALLBACK_RECORDS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_fallback_records_total",
            "Records handed to the fallback, whether it answered or not",
            "endpoint",
            "fallback"),
    SLO_RECORDS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_slo_records_total",
            "Records by whether they met the endpoint's `availability` or `latency` objective:"
                    + " `good`, `bad`",
            "endpoint",
            "objective",
            "result"),
    SLO_TARGET(
            Group.ENDPOINTS,
            Type.GAUGE,
            "berth_slo_target_ratio",
            "Share of the records that must meet the objective, by the endpoint's file",
            "endpoint",
            "objective"),
    VARIANT_RECORDS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_variant_records_total",
            "Records routed to the variant",
            "endpoint",
            "variant"),
    RESPONSE_CACHE_LOOKUPS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_response_cache_lookups_total",
            "Lookups in the response cache: `hit`, `miss`, `coalesced`, `bypassed`",
            "endpoint",
            "result"),
    PRECOMPUTED_LOOKUPS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_precomputed_lookups_total",
            "Look-ups of precomputed answers: `hit`, `miss`, `stale`, `outdated`, `unreadable`",
            "endpoint",
            "result"),
    SHADOW_RECORDS(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_shadow_records_total",
            "Records for the shadow: `match`, `mismatch`, `failed`, `dropped`",
            "endpoint",
            "shadow",
            "result"),
    SHADOW_ABSOLUTE_ERROR(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_shadow_absolute_error_total",
            "Sum of the mean absolute differences between the shadow's numbers and the primary ones",
            "endpoint",
            "shadow"),
    SHADOW_DURATION(
            Group.ENDPOINTS,
            Type.COUNTER,
            "berth_shadow_duration_seconds_total",
            "Time of responses by `role`: of the `shadow`, its wait for idle capacity included, and"
                    + " of the `primary` ones with which they were compared",
            "endpoint",
            "shadow",
            "role"),

    FEATURE_REQUEST_DURATION(
            Group.FEATURES,
            Type.HISTOGRAM,
            "berth_feature_request_duration_seconds",
            "From the arrival of a request for features to its response; `code` is `ok` or the"
                    + " problem's code",
            "route",
            "code"),
    FEATURE_STORE_UP(
            Group.FEATURES,
            Type.GAUGE,
            "berth_feature_store_up",
            "1 if the last check, some seconds ago, could read the online store, and nothing of it"
                    + " is damaged"),
    FEATURE_VIEW_AGE(
            Group.FEATURES,
            Type.GAUGE,
            "berth_feature_view_age_seconds",
            "Time since the instant up to which the view's rows contain the history; `+Inf` if they"
                    + " never did",
            "view",
            "version"),
    FEATURE_EVENT_AGE(
            Group.FEATURES,
            Type.GAUGE,
            "berth_feature_stream_event_age_seconds",
            "Time since the latest event time among accepted events of a stream",
            "source"),
    FEATURE_ARRIVAL_AGE(
            Group.FEATURES,
            Type.GAUGE,
            "berth_feature_stream_arrival_age_seconds",
            "Time since an event of the stream was last accepted",
            "source"),
    FEATURE_EVENTS(
            Group.FEATURES,
            Type.COUNTER,
            "berth_feature_events_total",
            "Events of a stream that this server ingests, by result: `accepted`, `duplicate`,"
                    + " `already_materialized`, `missing_key`, `missing_timestamp`, `malformed`",
            "source",
            "result"),
    MATERIALIZATION_RUNNING(
            Group.FEATURES,
            Type.GAUGE,
            "berth_feature_materialization_running",
            "1 while the server materializes the view, or is scheduled to",
            "view",
            "version"),
    MATERIALIZATION_LAST_FAILED(
            Group.FEATURES,
            Type.GAUGE,
            "berth_feature_materialization_last_failed",
            "1 if the last completed materialization failed",
            "view",
            "version"),
    EXPECTATIONS_UNMET(
            Group.FEATURES,
            Type.GAUGE,
            "berth_feature_expectations_unmet",
            "Expectations that the rows of the last successful materialization do not meet",
            "view",
            "version"),
    MATERIALIZATIONS(
            Group.FEATURES,
            Type.COUNTER,
            "berth_feature_materializations_total",
            "Materializations by the server, by result: `success`, `failure`",
            "view",
            "version",
            "result"),
    FEATURE_LOG_ROWS(
            Group.FEATURES,
            Type.COUNTER,
            "berth_feature_log_rows_total",
            "Served rows for the log: `written`, or `dropped` because the writer was too slow",
            "result"),
    STREAM_UP(
            Group.FEATURES,
            Type.GAUGE,
            "berth_stream_ingest_up",
            "1 if the source's topic is read, 0 while that fails",
            "source"),
    STREAM_LAG(
            Group.FEATURES,
            Type.GAUGE,
            "berth_stream_ingest_lag_records",
            "Records of the topic that are not written yet; absent while unknown",
            "source"),
    STREAM_RECORDS(
            Group.FEATURES,
            Type.COUNTER,
            "berth_stream_ingest_records_total",
            "Records of the topic that were read",
            "source"),
    STREAM_BYTES(
            Group.FEATURES,
            Type.COUNTER,
            "berth_stream_ingest_bytes_total",
            "Bytes of the values of these records",
            "source"),
    STREAM_FAILURES(
            Group.FEATURES,
            Type.COUNTER,
            "berth_stream_ingest_failures_total",
            "How often reading the topic, or writing what was read, failed and was restarted",
            "source"),

    CONSUMER_REQUESTS(
            Group.CONSUMERS,
            Type.COUNTER,
            "berth_consumer_requests_total",
            "Requests for predictions or features of each declared consumer, and of `anonymous`"
                    + " callers where these are allowed",
            "consumer"),
    AUTH_DENIED(
            Group.CONSUMERS,
            Type.COUNTER,
            "berth_auth_denied_total",
            "Requests of callers that are unknown, not permitted, or beyond their quota; `consumer`"
                    + " is the owner of the claimed credential, if known",
            "reason",
            "consumer"),
    QUOTA_CONCURRENT(
            Group.CONSUMERS,
            Type.GAUGE,
            "berth_quota_concurrent_requests",
            "Requests in flight that count against the consumer's quota; `model` is empty for all",
            "consumer",
            "model"),
    QUOTA_CONCURRENT_LIMIT(
            Group.CONSUMERS,
            Type.GAUGE,
            "berth_quota_concurrent_requests_limit",
            "Limit of these requests; `+Inf` without one",
            "consumer",
            "model"),
    QUOTA_REQUESTS(
            Group.CONSUMERS,
            Type.GAUGE,
            "berth_quota_requests_available",
            "Requests that the quota admits at once now; NaN without a rate",
            "consumer",
            "model"),
    QUOTA_RECORDS(
            Group.CONSUMERS,
            Type.GAUGE,
            "berth_quota_records_available",
            "Records that the quota admits at once now; NaN without a rate",
            "consumer",
            "model"),
    JWKS_KEYS(
            Group.CONSUMERS,
            Type.GAUGE,
            "berth_jwks_keys",
            "Keys of the issuer in force",
            "issuer"),
    JWKS_AGE(
            Group.CONSUMERS,
            Type.GAUGE,
            "berth_jwks_age_seconds",
            "Time since they were last fetched",
            "issuer"),
    JWKS_REFRESHES(
            Group.CONSUMERS,
            Type.COUNTER,
            "berth_jwks_refreshes_total",
            "Fetches of the issuer's keys, by result: `success`, `failure`",
            "issuer",
            "result"),

    CONNECTIONS(Group.PROCESS, Type.GAUGE, "berth_connections", "Open connections"),
    CONNECTIONS_LIMIT(
            Group.PROCESS,
            Type.GAUGE,
            "berth_connections_limit",
            "Connections that may be open: `--max-connections`"),
    CONNECTIONS_REJECTED(
            Group.PROCESS,
            Type.COUNTER,
            "berth_connections_rejected_total",
            "Connections closed at once because of that limit"),
    CERTIFICATE_EXPIRY(
            Group.PROCESS,
            Type.GAUGE,
            "berth_tls_certificate_expiry_timestamp_seconds",
            "Expiry of the certificate in use, or the earliest of its chain, in seconds since 1970;"
                    + " only with TLS"),
    IN_FLIGHT_BYTES(
            Group.PROCESS,
            Type.GAUGE,
            "berth_in_flight_bytes",
            "Bytes of requests in flight and of unsent responses"),
    IN_FLIGHT_BYTES_LIMIT(
            Group.PROCESS,
            Type.GAUGE,
            "berth_in_flight_bytes_limit",
            "Limit of these bytes: `--max-in-flight-bytes`"),
    BODIES_REJECTED(
            Group.PROCESS,
            Type.COUNTER,
            "berth_bodies_rejected_total",
            "Bodies and gRPC messages rejected because of that limit"),
    GRPC_STREAMS_OPEN(
            Group.PROCESS,
            Type.GAUGE,
            "berth_grpc_streams_open",
            "Long-lived calls: inference streams, health watchers, reflection"),
    WEB_SOCKETS_OPEN(Group.PROCESS, Type.GAUGE, "berth_web_sockets_open", "WebSockets"),
    EVENT_LOOP_LAG(
            Group.PROCESS,
            Type.HISTOGRAM,
            "berth_event_loop_lag_seconds",
            "Lateness of event loops with a timer, ten times a second each: what a request waits"
                    + " before it is read"),
    NETTY_DIRECT_MEMORY(
            Group.PROCESS,
            Type.GAUGE,
            "berth_netty_direct_memory_bytes",
            "Off-heap memory of Netty, part of `jvm_buffer_memory_used_bytes` too; NaN if Netty does"
                    + " not count"),
    SPANS(
            Group.PROCESS,
            Type.COUNTER,
            "berth_trace_spans_total",
            "Spans of traces by result: `exported`, `failed`, `dropped`; only with `--otlp-endpoint`",
            "result"),
    SPANS_QUEUED(
            Group.PROCESS,
            Type.GAUGE,
            "berth_trace_spans_queued",
            "Spans that are not yet sent; only with `--otlp-endpoint`"),
    BUILD_INFO(
            Group.PROCESS,
            Type.GAUGE,
            "berth_build_info",
            "Always 1; the labels are the versions of Berth and of Java",
            "version",
            "java"),
    RESIDENT_MEMORY(
            Group.PROCESS,
            Type.GAUGE,
            "process_resident_memory_bytes",
            "Memory of the process, native memory included"),
    MEMORY_LIMIT(
            Group.PROCESS,
            Type.GAUGE,
            "berth_memory_limit_bytes",
            "Memory of the machine, or of the container"),
    STATE_UP(
            Group.PROCESS,
            Type.GAUGE,
            "berth_state_up",
            "1 if the database with what was decided at run time, such as traffic weights, could be"
                    + " read the last time; 0 if what was known stays in force"),
    PREDICTION_EVENTS(
            Group.PROCESS,
            Type.COUNTER,
            "berth_prediction_events_total",
            "Prediction events that a listener took; only with listeners",
            "listener"),
    PREDICTION_EVENTS_LOST(
            Group.PROCESS,
            Type.COUNTER,
            "berth_prediction_events_lost_total",
            "Prediction events that a listener was too slow for or failed on; only with listeners",
            "listener");

    private static final String TOTAL = "_total";

    private final Group group;
    private final Type type;
    private final String metric;
    private final String help;

    // Unmodifiable, which the type does not say.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> labels;

    MetricFamily(Group group, Type type, String metric, String help, String... labels) {
        this.group = group;
        this.type = type;
        this.metric = metric;
        this.help = help;
        this.labels = List.of(labels);
    }

    /// Subject of a family: a section of the reference page.
    public enum Group {
        REQUESTS("Requests"),
        MODELS("Queues, models and memory"),
        ENDPOINTS("Endpoints"),
        FEATURES("Features"),
        CONSUMERS("Consumers"),
        PROCESS("Connections and process");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /// Type of a family in Prometheus' sense.
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    public Group group() {
        return group;
    }

    public Type type() {
        return type;
    }

    /// Name in the text that a scraper gets; a counter's ends in `_total`.
    public String metric() {
        return metric;
    }

    public String help() {
        return help;
    }

    public List<String> labels() {
        return labels;
    }

    /// Name without the suffix that the format adds.
    private String baseName() {
        return metric.endsWith(TOTAL)
                ? metric.substring(0, metric.length() - TOTAL.length())
                : metric;
    }

    /// Name in Micrometer, which makes an info of a gauge whose name ends in `.info`.
    private String meterName() {
        return baseName().replace('_', '.');
    }

    /// Labels with these values, in the order of [#labels()].
    Labels labels(String... values) {
        return Labels.of(labels.toArray(String[]::new), values);
    }

    Tags tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(
                    values.length + " values for the labels " + labels + " of " + metric);
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(labels.get(i), values[i]);
        }
        return tags;
    }

    Counter counter(MeterRegistry registry, String... values) {
        return Counter.builder(meterName()).description(help).tags(tags(values)).register(registry);
    }

    /// Counter of what an object counts itself. The registry refers to the object weakly.
    <T> void count(MeterRegistry registry, T counted, ToDoubleFunction<T> count, String... values) {
        FunctionCounter.builder(meterName(), counted, count)
                .description(help)
                .tags(tags(values))
                .register(registry);
    }

    void gauge(MeterRegistry registry, Supplier<Number> value, String... values) {
        Gauge.builder(meterName(), value).description(help).tags(tags(values)).register(registry);
    }

    MultiGauge multiGauge(MeterRegistry registry) {
        return MultiGauge.builder(meterName()).description(help).register(registry);
    }

    HistogramFamily histogram(HistogramFamily.Scale scale) {
        return new HistogramFamily(metric, help, scale, labels.toArray(String[]::new));
    }

    GaugeSnapshot.Builder gaugeSnapshot() {
        return GaugeSnapshot.builder().name(metric).help(help);
    }

    CounterSnapshot.Builder counterSnapshot() {
        return CounterSnapshot.builder().name(baseName()).help(help);
    }
}
