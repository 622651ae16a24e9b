/// The feature store measured: rows on their way into the store beside the same rows written
/// straight, and reads of them in the process and over the network.
///
/// Start with [dev.berth.benchmarks.features.FeaturesOnline].
@NullMarked
package dev.berth.benchmarks.features;

import org.jspecify.annotations.NullMarked;
