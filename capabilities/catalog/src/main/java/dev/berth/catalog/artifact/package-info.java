/// Artifacts: the files that packages need, fetched from folders, Maven repositories and web
/// servers, and verified.
///
/// Start reading at [dev.berth.catalog.artifact.ArtifactStore].
@NullMarked
package dev.berth.catalog.artifact;

import org.jspecify.annotations.NullMarked;
