/// Benchmarks: the stages of the hot path alone (`stage`), complete servers under load (`load`) and
/// overload (`overload`), and their starts (`start`).
@NullMarked
package dev.berth.benchmarks;

import org.jspecify.annotations.NullMarked;
