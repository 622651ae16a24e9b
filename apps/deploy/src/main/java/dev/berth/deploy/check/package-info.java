/// Mistakes in a folder of manifests, found without a cluster. Start with [ManifestCheck]; each
/// rule is a class.
@NullMarked
package dev.berth.deploy.check;

import org.jspecify.annotations.NullMarked;
