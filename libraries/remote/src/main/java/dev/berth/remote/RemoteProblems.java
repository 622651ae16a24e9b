package dev.berth.remote;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.Callee;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Translation of client problems for callers of this server: names the remote, but not its
/// addresses, which are logged. Problems that the remote reports for a request are passed on.
final class RemoteProblems {
    /// Beginning of the client's message about a response without a Berth problem.
    private static final Pattern OF_ADDRESS = Pattern.compile("^\\S+:\\d{1,5} (?:answered|ended) ");

    private static final String REMEDY = "send it again later; the server's log says what is wrong";

    private static final Logger LOG = LoggerFactory.getLogger(RemoteProblems.class);

    private RemoteProblems() {}

    static Problem translate(Problem problem, Callee.Remote callee) {
        if (!containsAddress(problem)) {
            return problem;
        }
        LOG.warn("{}: {}", callee, problem);
        String message =
                switch (problem.code()) {
                    case DEADLINE_EXCEEDED -> callee + " did not answer in the time that was left";
                    case SERVER_UNREACHABLE -> callee + " does not answer";
                    default -> callee + " answered with an error";
                };
        String remedy = problem.code() == ProblemCode.DEADLINE_EXCEEDED ? problem.remedy() : REMEDY;
        return new Problem(problem.code(), message, remedy, List.of(), problem.retryAfter());
    }

    private static boolean containsAddress(Problem problem) {
        return switch (problem.code()) {
            case SERVER_UNREACHABLE, DEADLINE_EXCEEDED, INTERNAL_ERROR ->
                    SanitizedText.hasAddress(problem.sentence());
            default -> OF_ADDRESS.matcher(problem.message()).find();
        };
    }
}
