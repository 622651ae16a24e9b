/// Evaluation of regressions.
@NullMarked
package dev.berth.evaluation.regression;

import org.jspecify.annotations.NullMarked;
