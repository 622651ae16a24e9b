/// A model that is changed thousands of times while it is called: no request may fail, and nothing
/// of the replaced ones may stay in memory. [dev.berth.benchmarks.reload.Reload] is the command.
@NullMarked
package dev.berth.benchmarks.reload;

import org.jspecify.annotations.NullMarked;
