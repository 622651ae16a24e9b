package dev.berth.core;

import static dev.berth.core.ProblemCategory.CALLER;
import static dev.berth.core.ProblemCategory.CAPACITY;
import static dev.berth.core.ProblemCategory.DEPENDENCY;
import static dev.berth.core.ProblemCategory.INTERNAL;

import java.util.Locale;

/// The stable codes of problems. A code, once released, keeps its meaning; its [#code()] is what
/// programs compare, in every protocol alike.
public enum ProblemCode {
    /// The bytes are not of the announced form: broken JSON, a truncated tensor, an unknown
    /// protobuf wire type.
    REQUEST_MALFORMED(CALLER),
    /// One or more fields of a typed record do not fit the signature; the faults name each one.
    RECORD_INVALID(CALLER),
    /// The path names nothing that the server has.
    ROUTE_NOT_FOUND(CALLER),
    /// The path exists, with another method.
    METHOD_NOT_ALLOWED(CALLER),
    /// The request's content type or content encoding is not one that the route takes.
    MEDIA_TYPE_UNSUPPORTED(CALLER),
    /// The request's body is longer than the server's limit.
    BODY_TOO_LARGE(CALLER),
    /// A name of a model, version or field is not of the allowed form.
    NAME_INVALID(CALLER),
    MODEL_NOT_FOUND(CALLER),
    VERSION_NOT_FOUND(CALLER),
    ENDPOINT_NOT_FOUND(CALLER),
    /// No feature, view or version of that name is defined, or it is not kept online.
    FEATURE_NOT_FOUND(CALLER),
    /// A guard of the endpoint refuses the request, for a reason that the message tells.
    GUARD_REJECTED(CALLER),
    /// The endpoint has no answer that it can vouch for.
    ABSTAINED(CALLER),
    /// An input that the signature does not name, or names once and the request twice.
    INPUT_UNKNOWN(CALLER),
    INPUT_MISSING(CALLER),
    /// The requested output is not in the signature.
    OUTPUT_UNKNOWN(CALLER),
    /// The element type differs from the signature's.
    TYPE_MISMATCH(CALLER),
    /// The shape differs from the signature's, is negative, or overflows.
    SHAPE_MISMATCH(CALLER),
    /// The number of elements or bytes differs from what shape and type say.
    SIZE_MISMATCH(CALLER),
    /// A value outside what its element type or field allows.
    VALUE_INVALID(CALLER),
    /// More rows in one request, or more bytes in its answer, than the model's limit.
    BATCH_TOO_LARGE(CALLER),
    /// A parameter of the request that is unknown or has a value of the wrong kind.
    PARAMETER_INVALID(CALLER),
    /// The request was not answered within its deadline.
    DEADLINE_EXCEEDED(CAPACITY),
    /// The caller hung up or cancelled.
    CANCELLED(CALLER),
    /// The caller did not show who it is, by a key, a token or a certificate that is known and
    /// valid.
    UNAUTHENTICATED(CALLER),
    /// Who the caller is cannot be told at the moment: the keys that verify its token are not at
    /// hand.
    ISSUER_UNAVAILABLE(DEPENDENCY),
    /// The caller is not allowed to do this.
    FORBIDDEN(CALLER),
    /// The protocol knows the operation, this server does not offer it.
    UNIMPLEMENTED(CALLER),
    /// The model's queue is full.
    QUEUE_FULL(CAPACITY),
    /// The consumer has asked for more than its quota.
    QUOTA_EXCEEDED(CAPACITY),
    /// The requests and answers under way take all the memory that the server has for them.
    MEMORY_FULL(CAPACITY),
    /// The server is stopping and takes no new work.
    DRAINING(CAPACITY),
    /// The model exists but is loading, unloaded or quarantined.
    MODEL_NOT_READY(CAPACITY),
    /// The endpoint's file is broken, or does not fit its models at the moment.
    ENDPOINT_NOT_READY(CAPACITY),
    /// A step of the endpoint has failed so often that it is not called for a while.
    CIRCUIT_OPEN(CAPACITY),
    /// No server could be reached, or the connection broke before it had answered. Only from
    /// clients.
    SERVER_UNREACHABLE(DEPENDENCY),
    /// A guard of the endpoint could not be asked, and there is no answer without it.
    GUARD_FAILED(INTERNAL),
    /// `berth.yaml`, `model.yaml` or their folder is not of the form that their schema says.
    PACKAGE_INVALID(CALLER),
    /// The signature says one thing, the artifact another.
    SIGNATURE_MISMATCH(CALLER),
    /// The artifact cannot be found or fetched.
    ARTIFACT_UNAVAILABLE(DEPENDENCY),
    /// The artifact's SHA-256 is not the pinned one.
    ARTIFACT_CHECKSUM(DEPENDENCY),
    /// The archive tries to leave its folder, or unpacks to more than its limit, or is truncated.
    ARTIFACT_HOSTILE(DEPENDENCY),
    /// The engine refuses the artifact.
    ARTIFACT_UNLOADABLE(DEPENDENCY),
    /// A step of the encoder or decoder could not process a value.
    STEP_FAILED(CALLER),
    /// The engine failed while it ran the model.
    EXECUTION_FAILED(INTERNAL),
    /// The worker process that executed the model ended, or was ended, before it answered.
    WORKER_DIED(INTERNAL),
    /// What somebody wants an endpoint's weights to be cannot be.
    WEIGHTS_INVALID(CALLER),
    /// What was decided at run time, such as traffic weights, cannot be read or written.
    STATE_UNAVAILABLE(DEPENDENCY),
    /// What a feature view is to be cannot be: a published version would change, or something that
    /// is used would go.
    FEATURES_INVALID(CALLER),
    /// A function in Java that computes features failed, or gave something else than it promises.
    FUNCTION_FAILED(INTERNAL),
    /// The events of a source cannot be read: files that are not there, a database that does not
    /// answer.
    SOURCE_UNAVAILABLE(DEPENDENCY),
    /// The columns of a source are not what is declared of them: one is gone, or has another type.
    SOURCE_CHANGED(DEPENDENCY),
    /// The rows of a view do not meet what is expected of them; those of before are still read.
    EXPECTATION_FAILED(DEPENDENCY),
    /// The store with what is known of entities online cannot be read or written.
    STORE_UNAVAILABLE(DEPENDENCY),
    /// A part of that store is lost: files are missing or not what was written. What lies elsewhere
    /// is answered; the rest has to be materialized in full.
    STORE_DAMAGED(DEPENDENCY),
    /// Another process does the same of a view, where one at a time may.
    VIEW_BUSY(CAPACITY),
    /// The command line is wrong.
    USAGE(CALLER),
    /// A defect of Berth.
    INTERNAL_ERROR(INTERNAL);

    private final ProblemCategory category;
    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    ProblemCode(ProblemCategory category) {
        this.category = category;
    }

    public ProblemCategory category() {
        return category;
    }

    /// The code as programs see it, for example `queue-full`.
    public String code() {
        return code;
    }
}
