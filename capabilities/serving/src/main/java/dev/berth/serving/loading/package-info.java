/// The loader of packages: from artifacts on disk to an instance that serves.
///
/// Start reading at [dev.berth.serving.loading.InstanceLoader], which loads the artifact
/// (`NullArtifact` for a package of steps alone, ADR 0023). `TuningResolver` applies tuned settings
/// (ADR 0016); `PackageValidator` follows the tensors from the signature's inputs to its outputs;
/// `WarmUp` predicts the examples.
@NullMarked
package dev.berth.serving.loading;

import org.jspecify.annotations.NullMarked;
