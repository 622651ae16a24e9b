package dev.berth.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An error as data. Nothing in it has the form of a secret: what quotes a caller's text, a name
/// among it, quotes whatever was put there, and is read by others.
///
/// @param code what kind of error, stable across releases
/// @param message one sentence with the value found and what was expected
/// @param remedy how to mend it, in the imperative; empty only where no caller outside Berth can
/// @param violations the violations of a structured input, each with its path; empty otherwise
/// @param retryAfter how long to wait before the same request is worth sending again; empty if that
///   would not help
public record Problem(
        ProblemCode code,
        String message,
        String remedy,
        List<FieldViolation> violations,
        Optional<Duration> retryAfter) {

    public Problem {
        message = SanitizedText.masked(message);
        remedy = SanitizedText.masked(remedy);
        violations = List.copyOf(violations);
    }

    public static Problem of(ProblemCode code, String message, String remedy) {
        return new Problem(code, message, remedy, List.of(), Optional.empty());
    }

    public Problem withViolations(List<FieldViolation> found) {
        return new Problem(code, message, remedy, found, retryAfter);
    }

    public Problem withRetryAfter(Duration delay) {
        return new Problem(code, message, remedy, violations, Optional.of(delay));
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }

    /// Message and remedy in one line, for people.
    public String sentence() {
        return remedy.isEmpty() ? message : message + "; " + remedy;
    }

    @Override
    public String toString() {
        return code.code() + ": " + sentence();
    }

    /// Violation of the signature or format by one value of an input.
    ///
    /// @param path a JSON path such as `$.records[2].age`
    /// @param actual the value or its kind
    /// @param expected the values that are valid
    public record FieldViolation(String path, String actual, String expected) {
        public FieldViolation {
            path = SanitizedText.masked(path);
            actual = SanitizedText.masked(actual);
            expected = SanitizedText.masked(expected);
        }

        @Override
        public String toString() {
            return path + ": " + actual + " (expected: " + expected + ")";
        }
    }
}
