package dev.berth.features.spark;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;

/// Problems for failures of Spark. Failures on executors are nested causes.
final class SparkFailures {
    /// Lines of Spark's long messages that say what happened, and where.
    private static final int LINES = 3;

    /// Spark error conditions whose names contain one of these concern a value.
    private static final List<String> OF_VALUES =
            List.of(
                    "CAST_",
                    "OVERFLOW",
                    "OUT_OF_RANGE",
                    "MALFORMED",
                    "CANNOT_PARSE",
                    "USER_RAISED",
                    "INVALID_INPUT");

    private SparkFailures() {}

    /// @param what the operation, as `joining spine.parquet`
    static ProblemException of(String what, Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable each : chain) {
            if (each instanceof ProblemException problem) {
                return problem;
            }
        }
        Throwable root = chain.getLast();
        if (chain.stream().anyMatch(InterruptedException.class::isInstance)) {
            return problem(
                    ProblemCode.CANCELLED, what + " was interrupted", "begin again", failure);
        }
        for (Throwable each : chain) {
            if (each instanceof SparkThrowable spark && isOfValue(spark.getCondition())) {
                return problem(
                        ProblemCode.SOURCE_SCHEMA_MISMATCH,
                        what + ": " + shorten(each),
                        "correct the value, or declare the column with the type that it has",
                        failure);
            }
        }
        boolean isInput = root instanceof IOException || failure instanceof AnalysisException;
        return isInput
                ? problem(
                        ProblemCode.SOURCE_UNAVAILABLE,
                        what + ": " + shorten(root),
                        "make the files readable for the cluster, and whole",
                        failure)
                : problem(
                        ProblemCode.INTERNAL_ERROR,
                        what + ": " + shorten(root),
                        "check the logs of the executors",
                        failure);
    }

    private static ProblemException problem(
            ProblemCode code, String message, String remedy, Throwable cause) {
        return new ProblemException(Problem.of(code, message, remedy), cause);
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        Throwable next = failure;
        while (next != null && !chain.contains(next)) {
            chain.add(next);
            next = next.getCause();
        }
        return chain;
    }

    private static boolean isOfValue(@Nullable String condition) {
        return condition != null && OF_VALUES.stream().anyMatch(condition::contains);
    }

    private static String shorten(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .limit(LINES)
                .collect(Collectors.joining("; "));
    }
}
