package dev.berth.contribution;

import java.io.InputStream;
import java.io.PrintStream;

/// A command that a capability adds to `berth`. Found by `ServiceLoader`, when the command line
/// names none of the commands that ship with Berth, and for help.
public interface CommandContribution {
    /// What follows `berth`. Not one that ships with Berth.
    String name();

    /// The command as picocli takes it: an object whose class is annotated as `@Command`, or a
    /// `CommandLine`. It fails by a `ProblemException`, which `berth` reports.
    Object command(Streams streams);

    /// The streams of the process: `out` is for data, `err` for messages about it.
    record Streams(InputStream in, PrintStream out, PrintStream err) {}
}
