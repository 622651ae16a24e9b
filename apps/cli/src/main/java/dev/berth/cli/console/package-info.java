/// Terminal of a command: output, progress, tables, problems, and option converters.
///
/// Start reading at [dev.berth.cli.console.Terminal]. Standard output carries data, standard error
/// messages about it.
@NullMarked
package dev.berth.cli.console;

import org.jspecify.annotations.NullMarked;
