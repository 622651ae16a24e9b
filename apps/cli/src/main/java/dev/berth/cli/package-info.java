/// The `berth` command: one class per subcommand, each a thin shell over the capabilities.
///
/// Start reading at [dev.berth.cli.Main]. Standard output carries data, standard error everything
/// that is said about it. A command's class names no type of a server or an engine in its members,
/// because picocli looks at all of them to print a help page; such work lies in the classes beside
/// it. Deliberately absent: anything that a program could not also do through the capabilities.
@NullMarked
package dev.berth.cli;

import org.jspecify.annotations.NullMarked;
