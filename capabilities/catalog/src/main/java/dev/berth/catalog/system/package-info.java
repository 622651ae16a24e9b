/// Parts of a system, and a system as it was read: what `berth.yaml` says and what the parts
/// describe.
///
/// Start reading at [dev.berth.catalog.system.SystemPart]: a capability implements it to bring the
/// files of one folder. `SystemParts` reads all of them into a `CatalogSnapshot`.
@NullMarked
package dev.berth.catalog.system;

import org.jspecify.annotations.NullMarked;
