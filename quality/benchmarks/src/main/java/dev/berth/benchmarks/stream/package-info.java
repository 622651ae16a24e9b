/// Benchmark of the event rate of stream ingestion into online rows.
@NullMarked
package dev.berth.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
