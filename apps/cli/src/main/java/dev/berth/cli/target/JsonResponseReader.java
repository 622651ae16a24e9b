package dev.berth.cli.target;

import dev.berth.core.Problem;
import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reader of a server's JSON responses with type checks.
final class JsonResponseReader {
    private JsonResponseReader() {}

    /// The value as an object.
    ///
    /// @throws ProblemException `request-malformed` if it is none
    static Map<String, @Nullable Object> object(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw unexpected(value, "an object");
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        map.forEach((name, member) -> object.put(String.valueOf(name), member));
        return object;
    }

    /// The value as an array.
    ///
    /// @throws ProblemException `request-malformed` if it is none
    static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw unexpected(value, "an array");
    }

    /// The text, or an empty one if there is none.
    static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static ProblemException unexpected(@Nullable Object value, String expected) {
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                "the server answered " + value + " (expected: " + expected + ")",
                "check that the address is a Berth server's");
    }

    /// The problem in an RFC 9457 body, or in the protocol's `{"error": ...}`.
    static Problem problem(Map<String, @Nullable Object> body) {
        if (!(body.get("detail") instanceof String detail)) {
            return ofText(body);
        }
        List<FieldViolation> violations = new ArrayList<>();
        if (body.get("errors") instanceof List<?> list) {
            for (Object element : list) {
                Map<String, @Nullable Object> violation = object(element);
                violations.add(
                        new FieldViolation(
                                text(violation.get("path")),
                                text(violation.get("actual")),
                                text(violation.get("expected"))));
            }
        }
        return Problem.of(code(text(body.get("code"))), detail, text(body.get("remedy")))
                .withViolations(violations);
    }

    private static Problem ofText(Map<String, @Nullable Object> body) {
        if (!(body.get("error") instanceof String error)) {
            throw unexpected(body, "a problem");
        }
        int colon = error.indexOf(": ");
        return colon < 0
                ? Problem.of(ProblemCode.INTERNAL_ERROR, error, "")
                : Problem.of(code(error.substring(0, colon)), error.substring(colon + 2), "");
    }

    private static ProblemCode code(String code) {
        for (ProblemCode known : ProblemCode.values()) {
            if (known.code().equals(code)) {
                return known;
            }
        }
        return ProblemCode.INTERNAL_ERROR;
    }
}
