package dev.berth.server.telemetry;

import dev.berth.core.Problem;
import dev.berth.core.SanitizedText;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Problems with servers that this one depends on, as callers see them: without where these are,
/// which is in the log.
public final class RedactedProblems {
    private static final Logger LOG = LoggerFactory.getLogger(RedactedProblems.class);

    private RedactedProblems() {}

    /// The problem itself, unless it contains an address.
    ///
    /// @param request names the call or request in the log
    public static Problem redact(Problem problem, String request) {
        String what =
                switch (problem.code()) {
                    case SERVER_UNREACHABLE -> "a server that this one calls does not answer";
                    case ONLINE_STORE_UNAVAILABLE -> "the store of features cannot be used now";
                    case STATE_UNAVAILABLE -> "the state of the system cannot be used now";
                    case STORE_DAMAGED -> "a part of the store of features is lost";
                    case SOURCE_UNAVAILABLE -> "a source of features cannot be read now";
                    default -> "";
                };
        if (what.isEmpty() || !SanitizedText.hasAddress(problem.sentence())) {
            return problem;
        }
        LOG.warn("request {}: {}", request, problem);
        return new Problem(
                problem.code(),
                what,
                "send it again later; the server's log says where it is and what is wrong",
                List.of(),
                problem.retryAfter());
    }
}
