/// The `berth` command: one class per subcommand, each a thin layer over the capabilities.
///
/// Start reading at [dev.berth.cli.Main]. Commands are in a package per group, what they share on
/// the terminal in `console`. A command's class names no type of a server or an engine in its
/// members, because picocli inspects all of them to print a help page; such work is in the classes
/// beside it. Deliberately absent: anything that a program could not do through the capabilities.
///
/// *Start.* The launcher passes the JVM an AOT cache of linked classes (ADR 0011).
/// `StartupPreloader` loads logging, the engine's library, schemas and metrics on threads of their
/// own while picocli parses the command line; ADR 0046 lists what a start does not wait for.
@NullMarked
package dev.berth.cli;

import org.jspecify.annotations.NullMarked;
