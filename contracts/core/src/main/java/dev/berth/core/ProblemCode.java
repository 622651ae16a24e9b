package dev.berth.core;

import static dev.berth.core.ProblemCategory.CALLER;
import static dev.berth.core.ProblemCategory.CAPACITY;
import static dev.berth.core.ProblemCategory.DEPENDENCY;
import static dev.berth.core.ProblemCategory.INTERNAL;

import java.util.Locale;

/// The stable codes of problems. A code, once released, keeps its meaning; its [#code()] is what
/// programs compare, in every protocol alike.
public enum ProblemCode {
    REQUEST_MALFORMED(
            CALLER,
            "The body does not have the announced form, such as broken JSON",
            "correct the body at the position in the message"),
    RECORD_INVALID(
            CALLER,
            "Fields of a record do not fit the signature",
            "correct the fields that the problem lists"),
    ROUTE_NOT_FOUND(CALLER, "No route with this path", "see `/docs`"),
    METHOD_NOT_ALLOWED(
            CALLER, "The path requires another method", "use a method that `Allow` names"),
    UNSUPPORTED_MEDIA_TYPE(
            CALLER,
            "The content type or content encoding is not supported",
            "send JSON, uncompressed, `gzip` or `deflate`"),
    BODY_TOO_LARGE(
            CALLER,
            "The body exceeds the server's limit, 64 MiB unless set otherwise",
            "split the request"),
    NAME_INVALID(CALLER, "A name that no model, version or field can have", "correct the name"),
    MODEL_NOT_FOUND(CALLER, "No such model", "use one that the remedy lists"),
    MODEL_VERSION_NOT_FOUND(
            CALLER, "No such version of the model", "omit the version for the latest"),
    ENDPOINT_NOT_FOUND(CALLER, "No such endpoint", "use one that the remedy lists"),
    FEATURE_NOT_FOUND(
            CALLER,
            "No such feature, view or version, or it is not in the online store",
            "see `GET /v1/features`"),
    GUARD_REJECTED(
            CALLER,
            "A guard of the endpoint rejects the request, for the reason in the message",
            "correct the input"),
    ABSTAINED(CALLER, "The endpoint has no reliable response", "decide without it"),
    INPUT_UNKNOWN(
            CALLER,
            "An input that the signature lacks, or the same input twice",
            "see the signature"),
    INPUT_MISSING(CALLER, "An input without default is missing", "add it"),
    OUTPUT_UNKNOWN(CALLER, "A requested output that the signature lacks", "see the signature"),
    TYPE_MISMATCH(
            CALLER, "The datatype differs from the signature's", "send the type of the signature"),
    SHAPE_MISMATCH(
            CALLER,
            "A shape that the signature excludes, or one that is negative or overflows",
            "send a shape of the signature"),
    SIZE_MISMATCH(
            CALLER,
            "The number of elements or bytes differs from shape and type",
            "send as many as shape and type say"),
    VALUE_INVALID(CALLER, "A value that its type or field does not allow", "correct the value"),
    BATCH_TOO_LARGE(
            CALLER,
            "More records than the limit of the model or endpoint, outputs larger"
                    + " than the model's limit, or a response that would be too large",
            "split the request, or raise the limit that the message names"),
    PARAMETER_INVALID(
            CALLER,
            "An unknown header or parameter, or one with a value of the wrong kind",
            "correct the parameter"),
    DEADLINE_EXCEEDED(
            CAPACITY, "No response before the deadline", "allow more time or send less at once"),
    CANCELLED(
            CALLER,
            "The caller cancelled or disconnected; seen in logs and metrics only",
            "none is needed"),
    UNAUTHENTICATED(
            CALLER,
            "No key, token or certificate, or none that is valid here",
            "send a valid credential"),
    TOKEN_ISSUER_UNAVAILABLE(
            DEPENDENCY,
            "The token cannot be verified now, because the keys of its issuer are not"
                    + " available",
            "retry later; check the address of the keys"),
    FORBIDDEN(
            CALLER,
            "The consumer may not call the model, read the features, or manage"
                    + " models; or the request comes from a page of another site",
            "ask the owner of the system for the permission"),
    UNIMPLEMENTED(
            CALLER,
            "The protocol knows the operation, this server does not offer it",
            "do without it"),
    QUEUE_FULL(CAPACITY, "The model is overloaded", "retry later, or add servers"),
    QUOTA_EXCEEDED(
            CAPACITY, "The consumer's quota is exceeded", "send less, or ask for a larger quota"),
    IN_FLIGHT_MEMORY_EXCEEDED(
            CAPACITY,
            "Requests and responses in flight take all the memory that the server has for them",
            "retry later, or send less at once"),
    DRAINING(CAPACITY, "The server is stopping", "send the request to another replica"),
    MODEL_NOT_READY(
            CAPACITY,
            "The model is loading, unloaded or failed to load; the message says which and why",
            "see `berth check` and the log of the server"),
    ENDPOINT_NOT_READY(
            CAPACITY,
            "The endpoint's file is invalid, or a dependency is missing; the message"
                    + " says which and why",
            "see `berth check` and the log of the server"),
    CIRCUIT_OPEN(
            CAPACITY,
            "A step of the endpoint failed so often that its circuit breaker is open",
            "retry later; look for the failures of the step in the log"),
    SERVER_UNREACHABLE(
            DEPENDENCY,
            "No server could be reached, or the connection broke before the response;"
                    + " only from clients and remote steps",
            "start the server, or correct its address"),
    GUARD_ERROR(
            INTERNAL,
            "A guard of the endpoint could not be evaluated, and without it there is"
                    + " no response",
            "correct the guard, or let it be ignored when it fails"),
    PACKAGE_INVALID(
            CALLER, "`berth.yaml`, `model.yaml` or their folder is invalid", "see `berth check`"),
    SIGNATURE_MISMATCH(CALLER, "Signature and model file disagree", "correct the signature"),
    ARTIFACT_UNAVAILABLE(
            DEPENDENCY, "A file cannot be found or fetched", "check source, network and mirror"),
    ARTIFACT_CHECKSUM_MISMATCH(
            DEPENDENCY,
            "The SHA-256 of the file is not the pinned one",
            "do not trust the file; fetch it again"),
    ARTIFACT_UNSAFE(
            DEPENDENCY,
            "An archive that leaves its folder, unpacks to more than its limit, or is"
                    + " truncated",
            "do not trust the file"),
    ARTIFACT_LOAD_FAILED(DEPENDENCY, "The engine rejects the model file", "export it again"),
    PIPELINE_STEP_FAILED(
            CALLER,
            "A step of preprocessing or postprocessing could not process a value,"
                    + " such as bytes that are not an image; the message names the row",
            "correct the value"),
    INFERENCE_FAILED(
            INTERNAL,
            "The engine failed during execution; often a shape that the model cannot take",
            "correct the input, or the signature"),
    WORKER_TERMINATED(
            INTERNAL,
            "The process that executed the model ended before it responded",
            "do not send the same request again: it may end the next process too"),
    TRAFFIC_WEIGHTS_INVALID(
            CALLER,
            "Invalid traffic weights: unknown variants, or values that are not numbers",
            "correct the weights"),
    STATE_UNAVAILABLE(
            DEPENDENCY,
            "What was decided at run time, such as traffic weights, cannot be read or written",
            "check the database of `state.store`, or the disk of `.berth/state.db`"),
    FEATURE_DEFINITION_INVALID(
            CALLER,
            "Features that cannot be published: a version would change, or something"
                    + " in use would be removed",
            "publish a new version"),
    FEATURE_FUNCTION_FAILED(
            INTERNAL,
            "A Java function that computes features failed, or returned something"
                    + " other than declared",
            "correct the function"),
    SOURCE_UNAVAILABLE(
            DEPENDENCY,
            "The events of a source cannot be read",
            "check its files, or the system it is read from"),
    SOURCE_SCHEMA_MISMATCH(
            DEPENDENCY,
            "The columns of a source differ from their declaration",
            "correct the source or its declaration"),
    EXPECTATION_FAILED(
            DEPENDENCY,
            "A materialization wrote rows that do not meet the view's expectations;"
                    + " the earlier rows stay in service",
            "correct the data or the expectation, and materialize again"),
    DATA_INVALID(
            CALLER,
            "A table that cannot be scored: its file, its columns or the expressions over them are"
                    + " not as expected",
            "correct what the message names"),
    EVALUATION_INVALID(
            CALLER,
            "An evaluation that cannot run: its description, the columns of its data or its report"
                    + " are not as expected",
            "correct what the message names; see `berth check`"),
    ROW_INVALID(
            CALLER,
            "A row of a table that cannot be scored or evaluated, or more such rows than may be set"
                    + " aside; the message names row and column",
            "correct the row, or allow more rows to be set aside"),
    BATCH_INVALID(
            CALLER,
            "A batch job that cannot run: its columns collide, or its files cannot be written",
            "correct what the message names, and run it again"),
    BATCH_CHANGED(
            CALLER,
            "A batch job that was begun with another source, model, version of Berth or settings;"
                    + " the message names what differs",
            "restore what has changed and run it again, or begin anew"),
    BATCH_RUNNING(
            CALLER,
            "A batch job that another process is running",
            "wait for its end, or write to another file"),
    JOB_NOT_FOUND(
            CALLER,
            "No such job, or it is another consumer's, or its result was deleted",
            "see `GET /v1/jobs`"),
    JOB_NOT_FINISHED(
            CALLER,
            "The result of a job that still waits or runs was requested",
            "wait for the job with `?wait=30s`, or read its events"),
    JOB_EXPIRED(
            CALLER,
            "The result of the job was kept for the declared time, and is gone",
            "submit it again; `jobs.keep` in berth.yaml sets the time"),
    JOB_INVALID(
            CALLER,
            "A job that cannot be taken: its body, an option, or its webhook",
            "correct what the message names"),
    JOB_TOO_LARGE(
            CALLER,
            "More records or bytes than a job may have, or than its result may have",
            "split the job, or raise the limit that the message names"),
    IDEMPOTENCY_KEY_REUSED(
            CALLER,
            "The `Idempotency-Key` was sent before with another body or for another model",
            "send a new key for new work"),
    SESSION_INVALID(
            CALLER,
            "A request that cannot be one of a session: no `sequence_id` or one that no session can"
                    + " have, several records, or too many requests of the session at once",
            "correct what the message names"),
    SESSION_UNKNOWN(
            CALLER,
            "No such session: it was never begun, was ended, or the server was restarted",
            "begin anew with `sequence_start`"),
    SESSION_EXPIRED(
            CALLER,
            "The state of the session is gone: it was idle for too long, or the version that it"
                    + " began with is no longer loaded",
            "begin anew with `sequence_start`"),
    SESSION_LIMIT_EXCEEDED(
            CAPACITY,
            "As many sessions are open, or as many bytes of state are held, as the model allows",
            "end sessions with `sequence_end`, or raise the limit that the message names"),
    PRECOMPUTE_INVALID(
            CALLER,
            "Answers that cannot be precomputed, listed or erased: the endpoint does not declare"
                    + " `cached`, or a setting, key or file does not fit",
            "correct what the message names, and run the command again"),
    NOT_PRECOMPUTED(
            CALLER,
            "No precomputed answer to this record is young enough, and the endpoint computes none",
            "precompute answers for this key: `berth precompute`"),
    PRECOMPUTED_UNREADABLE(
            DEPENDENCY,
            "A precomputed answer or a pack of answers that cannot be read: its user is erased, the"
                    + " key is another, or the file is damaged",
            "use the key that encrypted it; of an erased user nothing can be read"),
    ONLINE_STORE_UNAVAILABLE(
            DEPENDENCY,
            "The online store cannot be read or written",
            "check the store and the network"),
    STORE_DAMAGED(
            DEPENDENCY,
            "The requested rows are in a part of the online store that is lost; the"
                    + " message names the file",
            "materialize in full"),
    MATERIALIZATION_CONFLICT(
            CAPACITY, "Another process materializes or publishes this view", "wait for it"),
    IMAGE_BUILD_FAILED(
            DEPENDENCY,
            "A container image cannot be built: a program that makes a part of it failed, or a file"
                    + " cannot be written; only from the `berth` command",
            "look at the free space, at permissions and at the JDK"),
    BASE_IMAGE_INVALID(
            DEPENDENCY,
            "The image that another is built on cannot be read, or its content differs from its"
                    + " digests; only from the `berth` command",
            "fetch it again, or name another with `--base`"),
    REGISTRY_UNAVAILABLE(
            DEPENDENCY,
            "A registry of images cannot be reached, or broke off; only from the `berth` command",
            "check its address and TLS, and run the command again"),
    REGISTRY_DENIED(
            DEPENDENCY,
            "A registry of images refuses the credentials, or has none; only from the `berth`"
                    + " command",
            "log in with `podman login` or `docker login`"),
    MEMORY_INSUFFICIENT(
            DEPENDENCY,
            "The memory limit of the container is too small for the server and its models; only at"
                    + " the start of a server",
            "raise the limit to what the message names"),
    USAGE(
            CALLER,
            "The command line is wrong; only from the `berth` command",
            "see `berth COMMAND --help`"),
    INTERNAL_ERROR(INTERNAL, "A defect of Berth", "report it with the log of this request");

    private final ProblemCategory category;
    private final String meaning;
    private final String remedy;
    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    ProblemCode(ProblemCategory category, String meaning, String remedy) {
        this.category = category;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    public ProblemCategory category() {
        return category;
    }

    /// The code as programs see it, for example `queue-full`.
    public String code() {
        return code;
    }

    /// What happened, for the reference page; a problem's own message has the values.
    public String meaning() {
        return meaning;
    }

    /// What usually mends it, for the reference page.
    public String remedy() {
        return remedy;
    }

    /// Whether the same request may succeed later, unchanged.
    public boolean isRetryable() {
        return category == CAPACITY
                || this == TOKEN_ISSUER_UNAVAILABLE
                || this == SERVER_UNREACHABLE;
    }
}
