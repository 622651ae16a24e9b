package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.protocol.ProblemMapping;
import dev.berth.protocol.json.ByteSink;
import io.vertx.core.http.HttpHeaders;

/// A problem as an answer: the body in the form of its route, and the headers for retries and
/// authentication.
final class ProblemResponse {
    private static final CharSequence PROBLEM_JSON =
            HttpHeaders.createOptimized("application/problem+json");

    private static final CharSequence CHALLENGE_HEADER =
            HttpHeaders.createOptimized("www-authenticate");

    /// Source: RFC 6750, section 3.
    private static final CharSequence CHALLENGE =
            HttpHeaders.createOptimized("Bearer realm=\"berth\"");

    /// Most problems take as many bytes.
    private static final int BODY_BYTES = 256;

    private ProblemResponse() {}

    /// Sets the headers of the answer, and returns its body; the status is left to the caller.
    static ByteSink write(Problem problem, Route.ErrorForm form, HttpRequest request) {
        var body = new ByteSink(BODY_BYTES);
        switch (form) {
            case V2 -> {
                ProblemMapping.writeError(problem, body);
                request.answerHeader(HttpHeaders.CONTENT_TYPE, HttpServerExchange.JSON);
            }
            case PROBLEM -> {
                ProblemMapping.writeProblem(problem, body);
                // A client that accepts JSON and not the type of problems often reads no other.
                boolean plain =
                        AcceptHeader.prefersJson(
                                request.header(HttpHeaders.ACCEPT), PROBLEM_JSON.toString());
                request.answerHeader(
                        HttpHeaders.CONTENT_TYPE, plain ? HttpServerExchange.JSON : PROBLEM_JSON);
            }
        }
        if (problem.code() == ProblemCode.UNAUTHENTICATED) {
            request.answerHeader(CHALLENGE_HEADER, CHALLENGE);
        }
        problem.retryAfter()
                .ifPresent(
                        delay ->
                                request.answerHeader(
                                        HttpHeaders.RETRY_AFTER,
                                        Long.toString(ProblemMapping.retryAfterSeconds(delay))));
        return body;
    }
}
