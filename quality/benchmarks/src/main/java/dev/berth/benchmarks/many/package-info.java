/// A thousand models on one node: their start, their memory, the first call after an eviction, and
/// what the load of a large model does to the others.
@NullMarked
package dev.berth.benchmarks.many;

import org.jspecify.annotations.NullMarked;
