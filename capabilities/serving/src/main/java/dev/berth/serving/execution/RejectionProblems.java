package dev.berth.serving.execution;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import java.time.Duration;

/// Factory of the problems of rejected requests.
public final class RejectionProblems {
    /// There is no telling when there will be less to do.
    private static final Duration BACKGROUND_RETRY_AFTER = Duration.ofSeconds(1);

    private RejectionProblems() {}

    static Problem tooManyRows(ModelReference model, int rows, int rowsMax) {
        return Problem.of(
                ProblemCode.BATCH_TOO_LARGE,
                "request of " + rows + " rows exceeds " + rowsMax + ", the queue of model " + model,
                "split the request or raise limits.max-queue-rows in its model.yaml");
    }

    /// The response would come too late.
    static Problem behind(ModelReference model, long waitNanos, long allowedNanos) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "model "
                                + model
                                + " is "
                                + millis(waitNanos)
                                + " behind, more than the "
                                + millis(allowedNanos)
                                + " that the request allows",
                        "send it again later, allow more time, or run more replicas")
                .withRetryAfter(Duration.ofNanos(waitNanos));
    }

    static Problem full(ModelReference model, PendingRequest pending, int rowsMax, long waitNanos) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "the queue of model "
                                + model
                                + " holds "
                                + pending.queue().rows()
                                + " rows and has no room for "
                                + pending.rows()
                                + " more within its limit of "
                                + rowsMax,
                        "send it again later, or run more replicas")
                .withRetryAfter(Duration.ofNanos(waitNanos));
    }

    /// Newer ones were preferred.
    ///
    /// @param fullQueueNanos that a full queue takes to drain
    static Problem shed(ModelReference model, long waitedNanos, long fullQueueNanos) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "model "
                                + model
                                + " is overloaded; the request was shed for newer ones after "
                                + millis(waitedNanos),
                        "send it again later, or run more replicas")
                .withRetryAfter(Duration.ofNanos(fullQueueNanos));
    }

    /// Newer ones will be preferred.
    ///
    /// @param fullQueueNanos that a full queue takes to drain
    static Problem unread(ModelReference model, long fullQueueNanos) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "model " + model + " is overloaded; the request was rejected unread",
                        "send it again later, or run more replicas")
                .withRetryAfter(Duration.ofNanos(fullQueueNanos));
    }

    /// As many background requests wait as may.
    static Problem backgroundFull(ModelReference model, PendingRequest pending, int rowsMax) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "model "
                                + model
                                + " has "
                                + pending.queue().rows()
                                + " rows to execute in the background and no room for "
                                + pending.rows()
                                + " more within its limit of "
                                + rowsMax,
                        "send less at once in the background")
                .withRetryAfter(BACKGROUND_RETRY_AFTER);
    }

    /// The foreground left no processor idle for a background request.
    static Problem neverBegun(ModelReference model, PendingRequest pending) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "foreground requests left no time for a background request of model "
                                + model
                                + " within "
                                + millis(
                                        pending.request().deadlineNanos()
                                                - pending.submittedNanos()),
                        "send it again when there is less to do, or run more replicas")
                .withRetryAfter(BACKGROUND_RETRY_AFTER);
    }

    /// Memory was needed for another model, and only background requests held this one.
    static Problem madeRoom(ModelReference model) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        "model "
                                + model
                                + " was unloaded to make room for another, and its"
                                + " background requests were cancelled",
                        "send it again, or raise --model-memory-limit")
                .withRetryAfter(BACKGROUND_RETRY_AFTER);
    }

    /// Its answer is larger than its package allows.
    static Problem answerTooLarge(ModelReference model, long bytes, long bytesMax) {
        return Problem.of(
                ProblemCode.BATCH_TOO_LARGE,
                "an answer of "
                        + bytes
                        + " bytes exceeds "
                        + bytesMax
                        + ", the limit of model "
                        + model,
                "ask for less at once, or raise limits.max-response-bytes in its model.yaml");
    }

    /// There was no memory left for the request.
    static Problem noMemory(ModelReference model) {
        return Problem.of(
                        ProblemCode.IN_FLIGHT_MEMORY_EXCEEDED,
                        "model " + model + " found no memory for the answer",
                        "ask for less at once, or send it again later")
                .withRetryAfter(BACKGROUND_RETRY_AFTER);
    }

    /// It, or its model, came after the process was signalled to stop.
    public static Problem stopping() {
        return Problem.of(
                        ProblemCode.DRAINING,
                        "the server is stopping",
                        "send the request to another replica")
                .withRetryAfter(Duration.ofSeconds(1));
    }

    static Problem expired(ModelReference model, PendingRequest pending) {
        return expired(model, pending.request().deadlineNanos() - pending.submittedNanos());
    }

    /// @param allowedNanos between its submission and its deadline
    static Problem expired(ModelReference model, long allowedNanos) {
        return Problem.of(
                ProblemCode.DEADLINE_EXCEEDED,
                "no answer from model " + model + " within " + millis(allowedNanos),
                "allow more time, or send less at once");
    }

    private static String millis(long nanos) {
        return Math.round(nanos / 1e6) + " ms";
    }
}
