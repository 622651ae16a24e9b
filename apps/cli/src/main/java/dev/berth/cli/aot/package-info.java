/// Requests in every form that callers use, for the JVM to watch while it makes an AOT cache.
///
/// [dev.berth.cli.aot.TrainingRun] is where to start.
@NullMarked
package dev.berth.cli.aot;

import org.jspecify.annotations.NullMarked;
