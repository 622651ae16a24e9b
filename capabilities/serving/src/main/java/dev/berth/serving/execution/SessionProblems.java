package dev.berth.serving.execution;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.SessionPosition;
import java.time.Duration;

/// Factory of the problems of requests of sessions.
final class SessionProblems {
    private static final String BEGIN_ANEW = "begin anew with sequence_start";

    /// Sessions that ended on the way make room at any moment.
    private static final Duration LIMIT_RETRY_AFTER = Duration.ofSeconds(1);

    private SessionProblems() {}

    static Problem unnamed(ModelReference model) {
        return Problem.of(
                ProblemCode.SESSION_INVALID,
                "a request without session to model "
                        + model
                        + ", which keeps state between the requests of a session (expected: the"
                        + " parameter sequence_id)",
                "send sequence_id, with sequence_start in the first request and sequence_end in the last");
    }

    static Problem severalRows(ModelReference model, int rows) {
        return Problem.of(
                ProblemCode.SESSION_INVALID,
                "a request of "
                        + rows
                        + " records in a session of model "
                        + model
                        + " (expected: 1)",
                "send one record in each request of a session");
    }

    static Problem tooManyWaiting(ModelReference model, SessionPosition position, int max) {
        return Problem.of(
                ProblemCode.SESSION_INVALID,
                max
                        + " requests of session '"
                        + position.id()
                        + "' wait for each other at model "
                        + model
                        + " (expected: fewer)",
                "wait for answers before you send further requests of the session");
    }

    /// As many requests wait for others of their sessions as may wait in the model's queue.
    static Problem tooManyWaiting(ModelReference model, int max) {
        return Problem.of(
                        ProblemCode.QUEUE_FULL,
                        max
                                + " requests wait for others of their sessions at model "
                                + model
                                + " (expected: fewer)",
                        "wait for answers before you send further requests of a session, or raise"
                                + " limits.max-queue-rows in its model.yaml")
                .withRetryAfter(LIMIT_RETRY_AFTER);
    }

    static Problem unknown(ModelReference model, SessionPosition position) {
        return Problem.of(
                ProblemCode.SESSION_UNKNOWN,
                "model " + model + " has no session '" + position.id() + "'",
                BEGIN_ANEW);
    }

    static Problem idle(ModelReference model, SessionPosition position, Duration idle) {
        return Problem.of(
                ProblemCode.SESSION_EXPIRED,
                "session '"
                        + position.id()
                        + "' of model "
                        + model
                        + " expired: it had no request for "
                        + idle.toSeconds()
                        + " s",
                BEGIN_ANEW + ", or raise session.idle in its model.yaml");
    }

    /// The version that the session began with is gone, and this one does not continue its state.
    static Problem versionGone(
            ModelReference model,
            SessionPosition position,
            ModelReference began,
            boolean reloaded) {
        return Problem.of(
                ProblemCode.SESSION_EXPIRED,
                "session '"
                        + position.id()
                        + "' began with model "
                        + began
                        + (reloaded ? " as it was before its last change" : "")
                        + ", which is no longer loaded; "
                        + model
                        + " does not continue its state",
                BEGIN_ANEW);
    }

    /// The version that the session began with takes or gives other fields.
    static Problem otherSignature(
            ModelReference model, SessionPosition position, ModelReference began) {
        return Problem.of(
                ProblemCode.SESSION_INVALID,
                "session '"
                        + position.id()
                        + "' began with model "
                        + began
                        + ", whose signature differs from that of "
                        + model,
                "send its requests to version " + began.version() + ", or " + BEGIN_ANEW);
    }

    static Problem tooMany(ModelReference model, int sessions, int max) {
        return limit(
                sessions + " sessions of model " + model + " are open (expected: fewer than " + max,
                "session.max-sessions");
    }

    static Problem tooManyBytes(ModelReference model, long bytes, long max) {
        return limit(
                "the state of the sessions of model "
                        + model
                        + " would have "
                        + bytes
                        + " bytes (expected: at most "
                        + max,
                "session.max-bytes");
    }

    private static Problem limit(String found, String setting) {
        return Problem.of(
                        ProblemCode.SESSION_LIMIT_EXCEEDED,
                        found + ")",
                        "end sessions with sequence_end, or raise "
                                + setting
                                + " in its model.yaml")
                .withRetryAfter(LIMIT_RETRY_AFTER);
    }
}
