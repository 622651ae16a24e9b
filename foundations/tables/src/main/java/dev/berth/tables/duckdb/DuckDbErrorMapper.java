package dev.berth.tables.duckdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.stream.Collectors;

/// Mapping of the engine's failures to problems.
public final class DuckDbErrorMapper {
    /// The engine explains at length; the first lines have what happened, and where.
    private static final int LINES = 4;

    private DuckDbErrorMapper() {}

    /// The problem of a failure.
    ///
    /// @param what was done, as `reading source orders`
    public static ProblemException of(String what, QueryFailure failure) {
        return new ProblemException(
                switch (failure.kind()) {
                    case INTERRUPTED ->
                            Problem.of(
                                    ProblemCode.CANCELLED,
                                    what + " was interrupted",
                                    "begin again");
                    case OUT_OF_MEMORY ->
                            Problem.of(
                                    ProblemCode.IN_FLIGHT_MEMORY_EXCEEDED,
                                    what + ": " + shorten(failure),
                                    "give DuckDB more memory, or its temporary folder more space");
                    case INPUT ->
                            Problem.of(
                                    ProblemCode.SOURCE_UNAVAILABLE,
                                    what + ": " + shorten(failure),
                                    "make the files readable, and whole");
                    case VALUE ->
                            Problem.of(
                                    ProblemCode.SOURCE_SCHEMA_MISMATCH,
                                    what + ": " + shorten(failure),
                                    "mend the value, or declare the column with the type that it"
                                            + " has");
                    case SQL ->
                            Problem.of(
                                    ProblemCode.FEATURE_DEFINITION_INVALID,
                                    what + ": " + shorten(failure),
                                    "correct the SQL");
                    case OTHER ->
                            Problem.of(
                                    ProblemCode.INTERNAL_ERROR,
                                    what + ": " + shorten(failure),
                                    "report this");
                },
                failure);
    }

    /// As [#of], where no values were read yet: what cannot be read is no file of its format.
    public static ProblemException ofSchema(String what, QueryFailure failure) {
        return failure.kind() != QueryFailure.Kind.VALUE
                ? of(what, failure)
                : new ProblemException(
                        Problem.of(
                                ProblemCode.SOURCE_UNAVAILABLE,
                                what + ": " + shorten(failure),
                                "write files of the declared format"),
                        failure);
    }

    private static String shorten(QueryFailure failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .limit(LINES)
                .collect(Collectors.joining("; "));
    }
}
