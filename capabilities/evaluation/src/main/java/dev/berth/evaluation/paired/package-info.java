/// Comparison of two predictions of the same units, by resamples that both share.
@NullMarked
package dev.berth.evaluation.paired;

import org.jspecify.annotations.NullMarked;
