package dev.berth.protocol;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.time.Duration;
import java.util.Locale;

/// Mapping of problems to the status of each protocol.
public final class ProblemMapping {
    private ProblemMapping() {}

    /// gRPC's status codes as far as problems need them; the names and numbers are gRPC's.
    public enum GrpcStatus {
        CANCELLED(1),
        INVALID_ARGUMENT(3),
        DEADLINE_EXCEEDED(4),
        NOT_FOUND(5),
        PERMISSION_DENIED(7),
        RESOURCE_EXHAUSTED(8),
        FAILED_PRECONDITION(9),
        UNIMPLEMENTED(12),
        INTERNAL(13),
        UNAVAILABLE(14),
        UNAUTHENTICATED(16);

        private final int number;

        GrpcStatus(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /// The status of an HTTP answer, the same for the typed API and v2.
    ///
    /// 499 is not standardised and is what proxies log for a caller that hung up; it reaches logs
    /// and metrics only.
    public static int httpStatus(ProblemCode code) {
        return switch (code) {
            case REQUEST_MALFORMED,
                    NAME_INVALID,
                    INPUT_UNKNOWN,
                    INPUT_MISSING,
                    OUTPUT_UNKNOWN,
                    TYPE_MISMATCH,
                    SHAPE_MISMATCH,
                    SIZE_MISMATCH,
                    VALUE_INVALID,
                    BATCH_TOO_LARGE,
                    PARAMETER_INVALID,
                    SESSION_INVALID,
                    TRAFFIC_WEIGHTS_INVALID,
                    FEATURE_DEFINITION_INVALID,
                    USAGE ->
                    400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case ROUTE_NOT_FOUND,
                    MODEL_NOT_FOUND,
                    MODEL_VERSION_NOT_FOUND,
                    ENDPOINT_NOT_FOUND,
                    FEATURE_NOT_FOUND,
                    JOB_NOT_FOUND,
                    SESSION_UNKNOWN,
                    NOT_PRECOMPUTED ->
                    404;
            case METHOD_NOT_ALLOWED -> 405;
            case JOB_NOT_FINISHED -> 409;
            case JOB_EXPIRED, SESSION_EXPIRED -> 410;
            case BODY_TOO_LARGE, JOB_TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case RECORD_INVALID,
                    PIPELINE_STEP_FAILED,
                    PACKAGE_INVALID,
                    SIGNATURE_MISMATCH,
                    GUARD_REJECTED,
                    BATCH_CHANGED,
                    BATCH_INVALID,
                    BATCH_RUNNING,
                    DATA_INVALID,
                    EVALUATION_INVALID,
                    PRECOMPUTE_INVALID,
                    ROW_INVALID,
                    JOB_INVALID,
                    IDEMPOTENCY_KEY_REUSED,
                    ABSTAINED ->
                    422;
            case QUEUE_FULL, QUOTA_EXCEEDED, SESSION_LIMIT_EXCEEDED -> 429;
            case CANCELLED -> 499;
            case INFERENCE_FAILED,
                    WORKER_TERMINATED,
                    GUARD_ERROR,
                    FEATURE_FUNCTION_FAILED,
                    INTERNAL_ERROR ->
                    500;
            case UNIMPLEMENTED -> 501;
            case ARTIFACT_UNAVAILABLE,
                    ARTIFACT_CHECKSUM_MISMATCH,
                    ARTIFACT_UNSAFE,
                    ARTIFACT_LOAD_FAILED,
                    SERVER_UNREACHABLE,
                    SOURCE_UNAVAILABLE,
                    SOURCE_SCHEMA_MISMATCH,
                    EXPECTATION_FAILED,
                    PRECOMPUTED_UNREADABLE,
                    IMAGE_BUILD_FAILED,
                    BASE_IMAGE_INVALID,
                    REGISTRY_UNAVAILABLE,
                    REGISTRY_DENIED ->
                    502;
            case IN_FLIGHT_MEMORY_EXCEEDED,
                    DRAINING,
                    MODEL_NOT_READY,
                    ENDPOINT_NOT_READY,
                    CIRCUIT_OPEN,
                    STATE_UNAVAILABLE,
                    ONLINE_STORE_UNAVAILABLE,
                    STORE_DAMAGED,
                    MATERIALIZATION_CONFLICT,
                    MEMORY_INSUFFICIENT,
                    TOKEN_ISSUER_UNAVAILABLE ->
                    503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }

    public static GrpcStatus grpcStatus(ProblemCode code) {
        return switch (code) {
            case REQUEST_MALFORMED,
                    RECORD_INVALID,
                    UNSUPPORTED_MEDIA_TYPE,
                    NAME_INVALID,
                    INPUT_UNKNOWN,
                    INPUT_MISSING,
                    OUTPUT_UNKNOWN,
                    TYPE_MISMATCH,
                    SHAPE_MISMATCH,
                    SIZE_MISMATCH,
                    VALUE_INVALID,
                    BATCH_TOO_LARGE,
                    PARAMETER_INVALID,
                    SESSION_INVALID,
                    PIPELINE_STEP_FAILED,
                    GUARD_REJECTED,
                    BATCH_CHANGED,
                    BATCH_INVALID,
                    BATCH_RUNNING,
                    DATA_INVALID,
                    EVALUATION_INVALID,
                    PRECOMPUTE_INVALID,
                    ROW_INVALID,
                    JOB_INVALID,
                    JOB_TOO_LARGE,
                    IDEMPOTENCY_KEY_REUSED,
                    TRAFFIC_WEIGHTS_INVALID,
                    FEATURE_DEFINITION_INVALID,
                    USAGE ->
                    GrpcStatus.INVALID_ARGUMENT;
            case ROUTE_NOT_FOUND, METHOD_NOT_ALLOWED, UNIMPLEMENTED -> GrpcStatus.UNIMPLEMENTED;
            case MODEL_NOT_FOUND,
                    MODEL_VERSION_NOT_FOUND,
                    ENDPOINT_NOT_FOUND,
                    FEATURE_NOT_FOUND,
                    JOB_NOT_FOUND,
                    JOB_EXPIRED,
                    SESSION_UNKNOWN,
                    SESSION_EXPIRED,
                    NOT_PRECOMPUTED ->
                    GrpcStatus.NOT_FOUND;
            case UNAUTHENTICATED -> GrpcStatus.UNAUTHENTICATED;
            case FORBIDDEN -> GrpcStatus.PERMISSION_DENIED;
            case BODY_TOO_LARGE,
                    QUEUE_FULL,
                    QUOTA_EXCEEDED,
                    SESSION_LIMIT_EXCEEDED,
                    IN_FLIGHT_MEMORY_EXCEEDED ->
                    GrpcStatus.RESOURCE_EXHAUSTED;
            case DEADLINE_EXCEEDED -> GrpcStatus.DEADLINE_EXCEEDED;
            case CANCELLED -> GrpcStatus.CANCELLED;
            case DRAINING,
                    MODEL_NOT_READY,
                    ENDPOINT_NOT_READY,
                    CIRCUIT_OPEN,
                    TOKEN_ISSUER_UNAVAILABLE,
                    SOURCE_UNAVAILABLE,
                    STATE_UNAVAILABLE,
                    ONLINE_STORE_UNAVAILABLE,
                    STORE_DAMAGED,
                    MATERIALIZATION_CONFLICT,
                    REGISTRY_UNAVAILABLE,
                    SERVER_UNREACHABLE ->
                    GrpcStatus.UNAVAILABLE;
            case PACKAGE_INVALID,
                    SIGNATURE_MISMATCH,
                    ARTIFACT_UNAVAILABLE,
                    ARTIFACT_CHECKSUM_MISMATCH,
                    ARTIFACT_UNSAFE,
                    ARTIFACT_LOAD_FAILED,
                    SOURCE_SCHEMA_MISMATCH,
                    EXPECTATION_FAILED,
                    PRECOMPUTED_UNREADABLE,
                    IMAGE_BUILD_FAILED,
                    BASE_IMAGE_INVALID,
                    REGISTRY_DENIED,
                    MEMORY_INSUFFICIENT,
                    JOB_NOT_FINISHED,
                    ABSTAINED ->
                    GrpcStatus.FAILED_PRECONDITION;
            case INFERENCE_FAILED,
                    WORKER_TERMINATED,
                    GUARD_ERROR,
                    FEATURE_FUNCTION_FAILED,
                    INTERNAL_ERROR ->
                    GrpcStatus.INTERNAL;
        };
    }

    /// The URI that names a kind of problem: `urn:berth:problem:` and its code.
    public static String typeUri(ProblemCode code) {
        return "urn:berth:problem:" + code.code();
    }

    /// A kind of problem in words: `Queue full`.
    public static String title(ProblemCode code) {
        String words = code.code().replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /// Whole seconds for a Retry-After header, rounded up; at least 1.
    public static long retryAfterSeconds(Duration delay) {
        return Math.max(1, delay.plusMillis(999).toSeconds());
    }

    /// Appends a body of `application/problem+json` (RFC 9457) with the members `code`, `remedy`,
    /// `errors`, `retryAfter` (seconds) and `error` added. The last is the whole problem in one
    /// text, where clients of TensorFlow Serving and of KServe v1 look for it.
    public static void writeProblem(Problem problem, ByteSink sink) {
        writeProblem(problem, new JsonWriter(sink));
    }

    /// The same as a value of a larger text.
    public static void writeProblem(Problem problem, JsonWriter json) {
        json.beginObject();
        json.name("type").string(typeUri(problem.code()));
        json.name("title").string(title(problem.code()));
        json.name("status").number(httpStatus(problem.code()));
        json.name("detail").string(problem.message());
        json.name("code").string(problem.code().code());
        if (!problem.remedy().isEmpty()) {
            json.name("remedy").string(problem.remedy());
        }
        if (!problem.violations().isEmpty()) {
            json.name("errors").beginArray();
            for (Problem.FieldViolation violation : problem.violations()) {
                json.beginObject().name("path").string(violation.path());
                json.name("actual").string(violation.actual());
                json.name("expected").string(violation.expected()).endObject();
            }
            json.endArray();
        }
        problem.retryAfter()
                .ifPresent(delay -> json.name("retryAfter").number(retryAfterSeconds(delay)));
        json.name("error").string(problem.toString()).endObject();
    }

    /// Appends the error body of the Open Inference Protocol: `{"error": "code: sentence"}`.
    public static void writeError(Problem problem, ByteSink sink) {
        new JsonWriter(sink).beginObject().name("error").string(problem.toString()).endObject();
    }
}
