/// Measurements: the stages of the hot path alone (`stage`), whole servers under load (`load`) and
/// under too much of it (`overload`), and their starts (`start`).
@NullMarked
package dev.berth.benchmarks;

import org.jspecify.annotations.NullMarked;
