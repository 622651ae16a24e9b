/// Batch jobs beside loops by hand over the same file; their memory and time at several sizes.
@NullMarked
package dev.berth.benchmarks.batch;

import org.jspecify.annotations.NullMarked;
