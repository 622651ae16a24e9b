/// The commands of the feature store, `berth features`.
///
/// Start reading at [dev.berth.cli.features.FeatureCommandContext].
@NullMarked
package dev.berth.cli.features;

import org.jspecify.annotations.NullMarked;
