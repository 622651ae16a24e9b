/// Sample of the evaluated rows, for analyses that need all rows at once.
@NullMarked
package dev.berth.evaluation.sample;

import org.jspecify.annotations.NullMarked;
