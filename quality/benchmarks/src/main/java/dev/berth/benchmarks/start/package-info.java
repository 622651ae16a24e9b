/// How long Berth takes from nothing to its first answer, and what it holds when it then idles.
///
/// [dev.berth.benchmarks.start.Start] is the command.
@NullMarked
package dev.berth.benchmarks.start;

import org.jspecify.annotations.NullMarked;
