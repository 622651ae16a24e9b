package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.core.LinkageProblem;
import dev.berth.core.Problem;
import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parser of server errors: Berth's problems in each protocol, and errors of other servers by
/// status.
final class ServerProblems {
    private static final String ASK_OPERATOR = "check the server's log";

    /// No caller waits for a year, and more would not fit into nanoseconds.
    private static final long RETRY_AFTER_SECONDS_MAX = 365 * 86_400L;

    private ServerProblems() {}

    /// The failure of an HTTP response with a status other than 200.
    static AttemptFailure ofHttp(WireResponse answer, Address server) {
        Optional<Problem> reported = reported(answer);
        Problem problem =
                reported.orElseGet(
                        () ->
                                Problem.of(
                                        codeOfHttp(answer.status()),
                                        server + " answered " + answer.status() + text(answer),
                                        ASK_OPERATOR));
        return failure(retryAfter(problem, answer.header("retry-after")), reported.isPresent());
    }

    private static String text(WireResponse answer) {
        String body = answer.body().toString(StandardCharsets.UTF_8).strip();
        return body.isEmpty() ? "" : ": " + SanitizedText.of(body);
    }

    /// The problem in the body, if it has one of Berth's formats.
    private static Optional<Problem> reported(WireResponse answer) {
        try {
            return JsonValues.read(answer.body().getBytes()) instanceof Map<?, ?> body
                    ? reported(body)
                    : Optional.empty();
        } catch (ProblemException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<Problem> reported(Map<?, ?> body) {
        if (!(body.get("code") instanceof String code)) {
            return body.get("error") instanceof String error ? ofText(error) : Optional.empty();
        }
        return find(code)
                .map(
                        known -> {
                            Problem problem =
                                    Problem.of(
                                                    known,
                                                    textOf(body.get("detail")),
                                                    textOf(body.get("remedy")))
                                            .withViolations(violations(body.get("errors")));
                            return body.get("retryAfter") instanceof Number seconds
                                    ? problem.withRetryAfter(bounded(seconds.longValue()))
                                    : problem;
                        });
    }

    private static List<FieldViolation> violations(@Nullable Object listed) {
        List<FieldViolation> violations = new ArrayList<>();
        if (listed instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> violation) {
                    violations.add(
                            new FieldViolation(
                                    textOf(violation.get("path")),
                                    textOf(violation.get("actual")),
                                    textOf(violation.get("expected"))));
                }
            }
        }
        return violations;
    }

    private static String textOf(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /// A problem in one text, `code: message; remedy`. The last semicolon separates the remedy; if
    /// the remedy contains one, its beginning counts as the message.
    private static Optional<Problem> ofText(String text) {
        int colon = text.indexOf(": ");
        return colon < 0
                ? Optional.empty()
                : find(text.substring(0, colon))
                        .map(code -> ofSentence(code, text.substring(colon + 2)));
    }

    private static Problem ofSentence(ProblemCode code, String sentence) {
        int semicolon = sentence.lastIndexOf("; ");
        return semicolon < 0
                ? Problem.of(code, sentence, "")
                : Problem.of(
                        code, sentence.substring(0, semicolon), sentence.substring(semicolon + 2));
    }

    private static Optional<ProblemCode> find(String code) {
        for (ProblemCode known : ProblemCode.values()) {
            if (known.code().equals(code)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /// The failure of a gRPC call with a status other than 0.
    static AttemptFailure ofGrpc(WireResponse answer, int status, Address server) {
        String message = answer.trailer("grpc-message").map(ServerProblems::decoded).orElse("");
        Optional<ProblemCode> code =
                answer.trailer("berth-problem-code").flatMap(ServerProblems::find);
        Problem problem =
                code.map(known -> ofSentence(known, withoutCode(message, known)))
                        .orElseGet(() -> ofStatus(status, message, server));
        return failure(retryAfter(problem, answer.trailer("retry-after")), code.isPresent());
    }

    private static String withoutCode(String message, ProblemCode code) {
        String prefix = code.code() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    private static Problem ofStatus(int status, String message, Address server) {
        String reported = message.isEmpty() ? "" : ": " + SanitizedText.of(message);
        return Problem.of(
                codeOfGrpc(status),
                server + " ended the call with status " + status + reported,
                ASK_OPERATOR);
    }

    /// Source: gRPC over HTTP/2, "Status-Message": bytes of UTF-8, percent-encoded where they are
    /// not printable ASCII.
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        var out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int high = i + 2 < in.length && in[i] == '%' ? Character.digit(in[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
            out[length++] = low >= 0 ? (byte) (high << 4 | low) : in[i];
            i += low >= 0 ? 2 : 0;
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private static Problem retryAfter(Problem problem, Optional<String> header) {
        return header.flatMap(ServerProblems::delay).map(problem::withRetryAfter).orElse(problem);
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.clamp(seconds, 0, RETRY_AFTER_SECONDS_MAX));
    }

    /// Seconds, or a date (RFC 9110, section 10.2.3).
    private static Optional<Duration> delay(String header) {
        try {
            return Optional.of(bounded(Long.parseLong(header.strip())));
        } catch (NumberFormatException notSeconds) {
            try {
                Instant date =
                        ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant();
                return Optional.of(bounded(Duration.between(Instant.now(), date).toSeconds()));
            } catch (DateTimeException notADate) {
                return Optional.empty();
            }
        }
    }

    /// @param reported whether the server sent a problem, not a status alone
    private static AttemptFailure failure(Problem problem, boolean reported) {
        return switch (problem.code()) {
            case QUEUE_FULL, QUOTA_EXCEEDED, SESSION_LIMIT_EXCEEDED ->
                    new AttemptFailure(problem, Retryability.ALWAYS, AttemptOutcome.BUSY);
            // Of one model or endpoint, or of access control; the server is healthy. A bare status
            // may come from a proxy that lost its server during the prediction.
            case MODEL_NOT_READY, ENDPOINT_NOT_READY, CIRCUIT_OPEN, TOKEN_ISSUER_UNAVAILABLE ->
                    reported
                            ? new AttemptFailure(problem, Retryability.ALWAYS, AttemptOutcome.BUSY)
                            : new AttemptFailure(
                                    problem, Retryability.IF_IDEMPOTENT, AttemptOutcome.FAILED);
            case IN_FLIGHT_MEMORY_EXCEEDED, DRAINING ->
                    new AttemptFailure(problem, Retryability.ALWAYS, AttemptOutcome.FAILED);
            // Sent by a server, it concerns one that a step of its endpoint calls.
            case SERVER_UNREACHABLE ->
                    new AttemptFailure(
                            problem,
                            Retryability.IF_IDEMPOTENT,
                            reported ? AttemptOutcome.BUSY : AttemptOutcome.FAILED);
            case INTERNAL_ERROR ->
                    new AttemptFailure(problem, Retryability.NEVER, AttemptOutcome.FAILED);
            // Every other code would recur.
            default -> new AttemptFailure(problem, Retryability.NEVER, AttemptOutcome.ANSWERED);
        };
    }

    private static ProblemCode codeOfHttp(int status) {
        return switch (status) {
            case 401 -> ProblemCode.UNAUTHENTICATED;
            case 403 -> ProblemCode.FORBIDDEN;
            case 404 -> ProblemCode.MODEL_NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 408, 504 -> ProblemCode.DEADLINE_EXCEEDED;
            case 413 -> ProblemCode.BODY_TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case 422 -> ProblemCode.RECORD_INVALID;
            case 429 -> ProblemCode.QUEUE_FULL;
            case 499 -> ProblemCode.CANCELLED;
            case 501 -> ProblemCode.UNIMPLEMENTED;
            case 502 -> ProblemCode.SERVER_UNREACHABLE;
            case 503 -> ProblemCode.MODEL_NOT_READY;
            default ->
                    status / 100 == 4 ? ProblemCode.REQUEST_MALFORMED : ProblemCode.INTERNAL_ERROR;
        };
    }

    /// Source: gRPC's list of status codes.
    private static ProblemCode codeOfGrpc(int status) {
        return switch (status) {
            case 1 -> ProblemCode.CANCELLED;
            case 3, 11 -> ProblemCode.REQUEST_MALFORMED;
            case 4 -> ProblemCode.DEADLINE_EXCEEDED;
            case 5 -> ProblemCode.MODEL_NOT_FOUND;
            case 7 -> ProblemCode.FORBIDDEN;
            case 8 -> ProblemCode.QUEUE_FULL;
            case 12 -> ProblemCode.UNIMPLEMENTED;
            case 14 -> ProblemCode.MODEL_NOT_READY;
            case 16 -> ProblemCode.UNAUTHENTICATED;
            default -> ProblemCode.INTERNAL_ERROR;
        };
    }

    /// The failure of an unreadable response.
    static AttemptFailure unreadable(Address server, String why) {
        return new AttemptFailure(
                Problem.of(
                        ProblemCode.INTERNAL_ERROR,
                        server + " answered with what cannot be read: " + why,
                        "is there a server of this protocol at this address?"),
                Retryability.IF_IDEMPOTENT,
                AttemptOutcome.FAILED);
    }

    /// The failure of a process that lacks a class for sending; the server may be healthy.
    static AttemptFailure unlinked(Throwable cause) {
        return new AttemptFailure(
                LinkageProblem.of(cause), Retryability.NEVER, AttemptOutcome.ABANDONED);
    }

    /// The failure of an incomplete response.
    static AttemptFailure broken(Address server, TransportResult.Broken broken) {
        String message = "no answer from " + server + ": " + broken.reason();
        return new AttemptFailure(
                switch (broken.seen()) {
                    case NO, PERHAPS ->
                            Problem.of(
                                    ProblemCode.SERVER_UNREACHABLE,
                                    message,
                                    "start the server, or correct the address");
                    case NO_ROOM ->
                            Problem.of(
                                    ProblemCode.QUEUE_FULL,
                                    message,
                                    "send less at once, add servers, or allow more connections");
                },
                switch (broken.seen()) {
                    case NO, NO_ROOM -> Retryability.ALWAYS;
                    case PERHAPS -> Retryability.IF_IDEMPOTENT;
                },
                switch (broken.seen()) {
                    case NO, PERHAPS -> AttemptOutcome.FAILED;
                    case NO_ROOM -> AttemptOutcome.BUSY;
                });
    }
}
