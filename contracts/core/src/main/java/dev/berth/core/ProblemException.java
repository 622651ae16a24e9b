package dev.berth.core;

import org.jspecify.annotations.Nullable;

/// Exception that carries a [Problem] to where it is reported.
///
/// Problems of the caller and of capacity are part of normal service and have no stack trace, which
/// would cost more than the refusal; problems of a dependency and internal ones have one.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // Problem is data without behaviour; exceptions are never serialised here.
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        this(problem, null);
    }

    public ProblemException(Problem problem, @Nullable Throwable cause) {
        super(problem.toString(), cause, true, needsTrace(problem.code().category()));
        this.problem = problem;
    }

    public ProblemException(ProblemCode code, String message, String remedy) {
        this(Problem.of(code, message, remedy), null);
    }

    public Problem problem() {
        return problem;
    }

    private static boolean needsTrace(ProblemCategory category) {
        return switch (category) {
            case CALLER, CAPACITY -> false;
            case DEPENDENCY, INTERNAL -> true;
        };
    }
}
