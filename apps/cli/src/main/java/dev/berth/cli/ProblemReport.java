package dev.berth.cli;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says on standard error what went wrong and how to mend it; never a stack trace, unless
/// `BERTH_DEBUG` is set.
final class ProblemReport {
    static final String DEBUG = "BERTH_DEBUG";

    private final Terminal terminal;

    ProblemReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /// A command line that cannot be understood.
    int usage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        terminal.say(decapitalised(String.valueOf(e.getMessage())));
        if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            terminal.err().print(command.getHelp().synopsis(0).indent(2));
        }
        remedy(
                "`"
                        + command.getCommandSpec().qualifiedName()
                        + " --help` explains it, with examples");
        return BerthCommand.STATUS_USAGE;
    }

    /// A command that failed.
    int failure(Throwable failure) {
        Throwable cause = unwrapped(failure);
        Problem problem = problem(cause);
        print(problem);
        if (System.getenv(DEBUG) != null) {
            cause.printStackTrace(terminal.err());
        }
        return problem.code() == ProblemCode.USAGE
                ? BerthCommand.STATUS_USAGE
                : BerthCommand.STATUS_FAILED;
    }

    void print(Problem problem) {
        terminal.say(problem.message());
        problem.faults().forEach(fault -> terminal.err().println("  " + fault));
        if (!problem.remedy().isEmpty()) {
            remedy(problem.remedy());
        }
    }

    private void remedy(String remedy) {
        terminal.err().println("  → " + remedy);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof UncheckedIOException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Problem problem(Throwable failure) {
        return switch (failure) {
            case ProblemException e -> e.problem();
            case NoSuchFileException e ->
                    Problem.of(
                            ProblemCode.USAGE,
                            "no file or folder '" + e.getFile() + "'",
                            "name one that exists");
            case AccessDeniedException e ->
                    Problem.of(
                            ProblemCode.USAGE,
                            "no access to '" + e.getFile() + "'",
                            "look at its permissions");
            case IOException e ->
                    Problem.of(ProblemCode.INTERNAL_ERROR, "reading or writing failed: " + e, "");
            default ->
                    Problem.of(
                            ProblemCode.INTERNAL_ERROR,
                            "a defect of Berth: " + failure,
                            "run it again with " + DEBUG + "=1 and report what it prints");
        };
    }

    private static String decapitalised(String sentence) {
        boolean twoCapitals = sentence.length() > 1 && Character.isUpperCase(sentence.charAt(1));
        return sentence.isEmpty() || twoCapitals
                ? sentence
                : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
