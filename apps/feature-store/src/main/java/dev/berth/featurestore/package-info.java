/// The feature store of one system, put together from its parts.
///
/// Start with [FeatureStore], which reads and writes; [ServingFeatureStore] is what a server reads
/// from.
@NullMarked
package dev.berth.featurestore;

import org.jspecify.annotations.NullMarked;
