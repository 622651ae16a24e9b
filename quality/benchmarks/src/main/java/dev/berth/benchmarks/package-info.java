/// Measurements: the stages of the hot path alone (`stage`), whole servers under load (`load`).
@NullMarked
package dev.berth.benchmarks;

import org.jspecify.annotations.NullMarked;
