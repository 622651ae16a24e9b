package dev.berth.verification;

import dev.berth.cli.CommandProbe;
import dev.berth.cli.console.Terminal;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Commands of `berth` that are run in this process: what a command does is the same there, and no
/// JVM starts. Where the launcher or the process is the subject, it is [BerthProgram].
final class InProcessCommand {
    private static final Pattern EXAMPLE = Pattern.compile("(?<=^|@|=)examples/");

    private InProcessCommand() {}

    /// Runs a command to its end.
    ///
    /// @param words the command line; folders of examples are those of the repository
    static Outcome run(String... words) {
        return runReading("", words);
    }

    /// Runs a command with this text as its standard input.
    static Outcome runReading(String input, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Set.of());
        String examples = Matcher.quoteReplacement(Repository.root().resolve("examples") + "/");
        String[] absolute =
                Stream.of(words)
                        .map(word -> EXAMPLE.matcher(word).replaceFirst(examples))
                        .toArray(String[]::new);
        int status = CommandProbe.run(terminal, absolute);
        return new Outcome(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
