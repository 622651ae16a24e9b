/// Features: what is known of entities at a moment, described once and computed the same for
/// training and for serving.
///
/// Start with [FeatureDefinitions], which is what `features/*.yaml` say; [FeatureView] is the unit
/// that has a version. Nothing here computes: that is `capabilities/features`.
@NullMarked
package dev.berth.core.feature;

import org.jspecify.annotations.NullMarked;
