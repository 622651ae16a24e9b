/// Tables of Iceberg, as engines need them that read Parquet but no metadata: which files hold the
/// rows of the current snapshot, what their columns are called in each, and which of their rows
/// were deleted.
///
/// Start with [IcebergTable] and [FileGroups]. Iceberg's own library reads the metadata; none of
/// its classes is seen outside. Not here: reading rows, catalogs, writing.
@NullMarked
package dev.berth.features.iceberg;

import org.jspecify.annotations.NullMarked;
