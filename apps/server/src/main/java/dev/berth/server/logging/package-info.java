/// Log lines: JSON for programs, text for people, written by a thread of their own.
///
/// Start reading at [dev.berth.server.logging.Logs]. Deliberately absent: log files and their
/// rotation; the operator collects its standard error.
@NullMarked
package dev.berth.server.logging;

import org.jspecify.annotations.NullMarked;
