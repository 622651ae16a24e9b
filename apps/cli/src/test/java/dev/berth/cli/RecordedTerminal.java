package dev.berth.cli;

import dev.berth.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Terminal that feeds input to a command and records its output.
public final class RecordedTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    public RecordedTerminal(String input) {
        this.terminal =
                new Terminal(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Set.of());
    }

    /// Result of a command.
    record Run(int status, String out, String err) {}

    static Run run(String... arguments) {
        return new RecordedTerminal("").runHere(arguments);
    }

    static Run runWithInput(String input, String... arguments) {
        return new RecordedTerminal(input).runHere(arguments);
    }

    private Run runHere(String... arguments) {
        int status = BerthCommand.run(terminal, arguments);
        return new Run(status, out(), err());
    }

    public Terminal terminal() {
        return terminal;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
