/// Benchmark of a model that is reloaded thousands of times while it is called: no request may
/// fail, and no replaced instance may stay in memory. [dev.berth.benchmarks.reload.Reload] is the
/// command.
@NullMarked
package dev.berth.benchmarks.reload;

import org.jspecify.annotations.NullMarked;
