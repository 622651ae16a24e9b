/// Measurements of the hot path: the stages alone (`stage`), and whole servers under load (`load`).
@NullMarked
package dev.berth.benchmarks;

import org.jspecify.annotations.NullMarked;
