package dev.berth.server.grpc;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCategory;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.ProblemMapping;
import dev.berth.server.telemetry.RedactedProblems;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Problems as the end of a call: the status with the problem's text, and its code in the trailer
/// `berth-problem-code`.
final class Statuses {
    private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

    private Statuses() {}

    /// The problem that the exception carries; any other exception is a defect.
    static Problem problem(Throwable failure, String what) {
        if (failure instanceof ProblemException problem) {
            return problem.problem();
        }
        if (failure.getCause() instanceof ProblemException problem) {
            return problem.problem();
        }
        LOG.error("{} failed", what, failure);
        return Problem.of(
                ProblemCode.INTERNAL_ERROR,
                "the server failed on " + what,
                "report it with the server's log");
    }

    /// Ends the call with a problem.
    static void fail(CallResponse response, Problem failure, String requestId) {
        if (failure.code().category() == ProblemCategory.INTERNAL) {
            LOG.error("request {}: {}", requestId, failure);
        }
        Problem problem = RedactedProblems.redact(failure, requestId);
        Map<String, String> trailers = new HashMap<>();
        trailers.put("berth-problem-code", problem.code().code());
        problem.retryAfter()
                .ifPresent(
                        delay ->
                                trailers.put(
                                        "retry-after",
                                        Long.toString(ProblemMapping.retryAfterSeconds(delay))));
        response.end(ProblemMapping.grpcStatus(problem.code()), problem.toString(), trailers);
    }

    /// The same, and cuts the call off if it cannot be ended, perhaps since it is half written.
    static void failOrCutOff(CallResponse response, Problem problem, String requestId) {
        try {
            fail(response, problem, requestId);
        } catch (RuntimeException | Error e) {
            LOG.error("{} is cut off", requestId, e);
            response.failAll();
        }
    }
}
