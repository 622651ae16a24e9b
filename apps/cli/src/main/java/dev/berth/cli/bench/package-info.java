/// The command `berth bench`: load on a model, and what it does: callers, latencies, profiles,
/// pictures of them.
///
/// Start reading at [dev.berth.cli.bench.Load].
@NullMarked
package dev.berth.cli.bench;

import org.jspecify.annotations.NullMarked;
