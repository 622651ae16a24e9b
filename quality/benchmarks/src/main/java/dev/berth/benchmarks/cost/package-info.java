/// Times of single operations beside the figures that the documents name: `quality/benchmarks/run
/// cost`. What the gate must not measure is measured here.
@NullMarked
package dev.berth.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
