/// The compiler of endpoints: from a description to a `CompiledEndpoint` or the errors.
///
/// Start at [EndpointCompiler]. `FeatureStepInserter` adds a step before a model that reads
/// features; `FeatureCompiler` compiles it. `GuardCompiler` has the actions of guards.
@NullMarked
package dev.berth.endpoint.compile;

import org.jspecify.annotations.NullMarked;
