/// Kubernetes manifests of a system, written to be read and kept in version control.
///
/// Start with [SystemManifests]. A class per kind of object builds a tree with comments, which
/// `dev.berth.deploy.yaml` writes. The same input gives the same bytes. The manifests assume the
/// image that `berth image` builds.
@NullMarked
package dev.berth.deploy.kubernetes;

import org.jspecify.annotations.NullMarked;
