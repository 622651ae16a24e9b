package dev.berth.cli.console;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Reporter of failures with their remedies on standard error; without a stack trace unless
/// `BERTH_DEBUG` is set.
public final class ProblemReport {
    public static final String DEBUG = "BERTH_DEBUG";

    /// Exit status of an invalid command line.
    public static final int STATUS_USAGE = 2;

    public static final int STATUS_FAILED = 1;

    private final Terminal terminal;

    public ProblemReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Reports an invalid command line.
    public int usage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched) {
            terminal.say(unmatched(unmatched, command));
        } else {
            terminal.say(decapitalised(String.valueOf(e.getMessage())));
            terminal.err().print(command.getHelp().synopsis(0).indent(2));
        }
        remedy(
                "`"
                        + command.getCommandSpec().qualifiedName()
                        + " --help` explains it, with examples");
        return STATUS_USAGE;
    }

    /// The message about an unknown option, command or argument.
    private static String unmatched(UnmatchedArgumentException e, CommandLine command) {
        String word = e.getUnmatched().getFirst();
        String name = command.getCommandSpec().qualifiedName();
        if (word.startsWith("-")) {
            List<String> options =
                    command.getCommandSpec().options().stream()
                            .map(CommandLine.Model.OptionSpec::longestName)
                            .toList();
            return "`" + name + "` has no option '" + word + "'" + NearestName.hint(word, options);
        }
        if (command.getSubcommands().isEmpty()) {
            return "'" + word + "' is one word more than `" + name + "` takes";
        }
        List<String> commands =
                command.getSubcommands().entrySet().stream()
                        .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                        .map(Map.Entry::getKey)
                        .toList();
        return "'"
                + word
                + "' is no command (expected: one of "
                + String.join(", ", commands)
                + ")"
                + NearestName.hint(word, commands);
    }

    /// Reports a failed command.
    public int failure(Throwable failure) {
        Throwable cause = unwrapped(failure);
        Problem problem = problem(cause);
        print(problem);
        if (System.getenv(DEBUG) != null) {
            cause.printStackTrace(terminal.err());
        }
        return problem.code() == ProblemCode.USAGE ? STATUS_USAGE : STATUS_FAILED;
    }

    void print(Problem problem) {
        terminal.say(problem.message());
        if (problem.violations().size() > 1) {
            problem.violations().forEach(violation -> terminal.err().println("  " + violation));
        }
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
                    Problem.of(ProblemCode.USAGE, denied(e.getFile()), DeniedAccess.remedy());
            case FileSystemException e ->
                    Problem.of(
                            ProblemCode.INTERNAL_ERROR,
                            "'"
                                    + e.getFile()
                                    + "' cannot be read or written"
                                    + reason(e.getReason()),
                            "check its path, its permissions and the free space");
            case IOException e ->
                    Problem.of(
                            ProblemCode.INTERNAL_ERROR,
                            "reading or writing failed" + reason(e.getMessage()),
                            "check the files' paths and permissions and the free space");
            case ServiceConfigurationError e ->
                    Problem.of(
                            ProblemCode.USAGE,
                            "a jar names a class that cannot be loaded: " + e.getMessage(),
                            "check the jars that BERTH_CLASS_PATH names and their"
                                    + " META-INF/services");
            default ->
                    Problem.of(
                            ProblemCode.INTERNAL_ERROR,
                            "a defect of Berth: " + failure,
                            "run it again with " + DEBUG + "=1 and report what it prints");
        };
    }

    private static String denied(@Nullable String file) {
        return file == null
                ? "no access to a file"
                : DeniedAccess.find(Path.of(file))
                        .orElse("no access to '" + file + "' for what was to be done with it");
    }

    private static String reason(@Nullable String reason) {
        return reason == null ? "" : ": " + reason;
    }

    private static String decapitalised(String sentence) {
        boolean twoCapitals = sentence.length() > 1 && Character.isUpperCase(sentence.charAt(1));
        return sentence.isEmpty() || twoCapitals
                ? sentence
                : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
