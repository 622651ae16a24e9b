/// Models of a system, a part: `models/<model>/<version>/model.yaml` with signature, artifacts and
/// digests.
///
/// Start reading at [dev.berth.catalog.model.ModelsPart]. `ModelFolderReader` reads the folders in
/// parallel, or one again, and `PackageReader` each package. `PackageWriter` writes one.
@NullMarked
package dev.berth.catalog.model;

import org.jspecify.annotations.NullMarked;
