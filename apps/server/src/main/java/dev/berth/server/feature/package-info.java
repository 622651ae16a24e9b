/// Reading features on behalf of the fronts: names are looked up, stores are read where that holds
/// nobody up, and answers are written.
///
/// Start with [dev.berth.server.feature.FeatureReading].
@NullMarked
package dev.berth.server.feature;

import org.jspecify.annotations.NullMarked;
