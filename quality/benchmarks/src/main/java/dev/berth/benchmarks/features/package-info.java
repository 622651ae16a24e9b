/// Benchmarks of the feature store: writing rows, against writing the same rows directly, and reads
/// in the process and over the network.
///
/// Start with [dev.berth.benchmarks.features.FeaturesOnline].
@NullMarked
package dev.berth.benchmarks.features;

import org.jspecify.annotations.NullMarked;
