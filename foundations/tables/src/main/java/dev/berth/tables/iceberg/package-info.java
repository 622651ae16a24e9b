/// Iceberg tables for engines that read Parquet but no metadata: the files of the current snapshot,
/// their columns, their deleted rows (ADR 0039).
///
/// Start with [IcebergTable] and [FileGroups]. `MetadataSearch` finds the newest metadata through
/// `TableFiles`; `ScanPlan` lists the snapshot's files with their deletes. The engine describes
/// each file's columns (`StoredColumn`); `TableColumns` matches them to the table's columns by
/// field id; `FileGroups` groups files that can be read together. Iceberg's own library reads the
/// metadata, and none of its classes is visible outside. Deliberately absent: reading rows,
/// catalogs, writing.
@NullMarked
package dev.berth.tables.iceberg;

import org.jspecify.annotations.NullMarked;
