/// Measurements of the hot path.
@NullMarked
package dev.berth.benchmarks;

import org.jspecify.annotations.NullMarked;
