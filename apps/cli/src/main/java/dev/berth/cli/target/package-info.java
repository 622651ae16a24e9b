/// Targets of commands: a system opened in this process, or a server.
///
/// Start reading at [dev.berth.cli.target.PredictionTarget].
@NullMarked
package dev.berth.cli.target;

import org.jspecify.annotations.NullMarked;
