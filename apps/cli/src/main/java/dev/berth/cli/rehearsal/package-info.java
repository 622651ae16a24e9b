/// Requests in every form that callers use, for the JVM to watch while it makes an AOT cache.
///
/// [dev.berth.cli.rehearsal.Rehearsal] is where to start.
@NullMarked
package dev.berth.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
