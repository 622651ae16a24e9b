/// A system as it was read: packages, endpoints and the parts that capabilities bring.
///
/// Start reading at [dev.berth.catalog.system.CatalogSnapshot]. A `SystemPart` brings the files of
/// one folder.
@NullMarked
package dev.berth.catalog.system;

import org.jspecify.annotations.NullMarked;
