package dev.berth.cli.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/// Streams of a command.
///
/// @param in piped or typed input
/// @param out for data alone
/// @param err for messages: progress, hints, problems
/// @param interactive channels connected to a terminal
public record Terminal(InputStream in, PrintStream out, PrintStream err, Set<Channel> interactive) {
    /// Set by the launcher to the file descriptors that are terminals, which a JVM cannot detect
    /// individually.
    private static final String PROPERTY = "berth.terminal";

    public enum Channel {
        IN('0'),
        OUT('1'),
        ERR('2');

        private final char descriptor;

        Channel(char descriptor) {
            this.descriptor = descriptor;
        }
    }

    public Terminal {
        interactive = Set.copyOf(interactive);
    }

    public static Terminal ofProcess() {
        Set<Channel> interactive = EnumSet.noneOf(Channel.class);
        String digits = System.getProperty(PROPERTY, "");
        for (Channel channel : Channel.values()) {
            if (digits.indexOf(channel.descriptor) >= 0) {
                interactive.add(channel);
            }
        }
        return new Terminal(
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                interactive);
    }

    public boolean isInteractive(Channel channel) {
        return interactive.contains(channel);
    }

    /// Prints a message.
    public void say(String line) {
        err.println("berth: " + line);
    }
}
