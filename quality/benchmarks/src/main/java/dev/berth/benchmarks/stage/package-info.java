/// JMH benchmarks of the stages that a prediction goes through, each alone and warm.
///
/// JMH makes subclasses of what it measures, which is why benchmarks here are public, not final and
/// have fields that a set-up method fills. Start reading at
/// [dev.berth.benchmarks.stage.ParseBenchmark]; run with `quality/benchmarks/run stages`.
@NullMarked
package dev.berth.benchmarks.stage;

import org.jspecify.annotations.NullMarked;
