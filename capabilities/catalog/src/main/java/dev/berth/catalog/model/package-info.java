/// The reader of model packages: `model.yaml`, signature, artifacts and digests.
///
/// Start reading at [dev.berth.catalog.model.PackageReader].
@NullMarked
package dev.berth.catalog.model;

import org.jspecify.annotations.NullMarked;
