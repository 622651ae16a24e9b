/// Artifacts: bringing the files that packages need here, verified, from folders, Maven
/// repositories and web servers.
///
/// Start reading at [dev.berth.catalog.artifact.ArtifactStore].
@NullMarked
package dev.berth.catalog.artifact;

import org.jspecify.annotations.NullMarked;
