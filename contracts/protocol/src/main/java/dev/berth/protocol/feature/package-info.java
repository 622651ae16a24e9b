/// Requests for features and what they are answered with: Feast's forms, in JSON and as gRPC
/// messages, and Berth's own.
///
/// Start with [dev.berth.protocol.feature.FeatureRequest], which all forms are read into. What
/// features are worth comes from elsewhere; here is only how values look.
@NullMarked
package dev.berth.protocol.feature;

import org.jspecify.annotations.NullMarked;
