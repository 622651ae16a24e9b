/// Tests of significance and their correction for many tests.
///
/// Distributions come from Hipparchus. Deliberately absent: intervals of metrics, which come from
/// resamples.
@NullMarked
package dev.berth.evaluation.significance;

import org.jspecify.annotations.NullMarked;
