/// Publications: versions of views whose values are settled for good, in
/// `features/published/<view>@<version>.yaml`.
///
/// Start reading at [dev.berth.catalog.publication.CanonicalText], which is what has a digest.
/// Files are written here; they are read by the catalog, with the reader of all other descriptions.
@NullMarked
package dev.berth.catalog.publication;

import org.jspecify.annotations.NullMarked;
