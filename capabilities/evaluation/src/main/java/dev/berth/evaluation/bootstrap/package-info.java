/// The bootstrap: how often a unit is in a resample, sums over resamples, intervals.
///
/// Start reading at [dev.berth.evaluation.bootstrap.PoissonBootstrap].
@NullMarked
package dev.berth.evaluation.bootstrap;

import org.jspecify.annotations.NullMarked;
