/// Steps over the numbers that a model gives: probabilities, classes, pooled and normalised
/// vectors, decoded sequences.
@NullMarked
package dev.berth.encoding.numeric;

import org.jspecify.annotations.NullMarked;
