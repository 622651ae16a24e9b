/// The terminal of a command: output, progress, tables, problems, and the form of options.
///
/// Start reading at [dev.berth.cli.console.Terminal]. Standard output carries data, standard error
/// messages about it.
@NullMarked
package dev.berth.cli.console;

import org.jspecify.annotations.NullMarked;
