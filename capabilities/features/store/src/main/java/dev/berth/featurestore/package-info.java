/// Feature store of one system, composed of its offline and online stores.
///
/// Start with [FeatureStore], which reads and writes for the commands. [ServingFeatureStore] is
/// what a server reads: it follows the definitions of a changing system, and reads beside the
/// process that writes or, with `berth up`, ingests and materializes itself.
@NullMarked
package dev.berth.featurestore;

import org.jspecify.annotations.NullMarked;
