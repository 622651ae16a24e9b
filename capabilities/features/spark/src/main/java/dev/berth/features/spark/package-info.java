/// Offline store on a Spark cluster, for what one machine cannot hold: the same sources, views and
/// training sets as with DuckDB, with bit-identical values (ADR 0034).
///
/// Start with [SparkJoin]. `SourceRows` and `EventRows` have the role of DuckDB's `SourceRelation`
/// and `ViewRelation`, with `ParquetColumns` and the same `ColumnCheck`; `SpineRows` is the spine,
/// `SparkFormat` all that is known of table formats; `IcebergRows` and `IcebergGroupRows` read
/// Iceberg. `EventRows.timeline` puts events and spine rows in one form; Spark partitions them by
/// key and sorts. [PointInTimeAggregateFunction] feeds and reads one state at a time, after
/// `DuplicateEventFilter`. `OnDemandViewFunction` computes on-demand views; `SerializedDefinitions`
/// carries the definitions to the executors. Spark's jars come from the cluster, and no other
/// module sees them.
///
/// Deliberately absent: SQL of views, which is DuckDB's, and tables of databases.
@NullMarked
package dev.berth.features.spark;

import org.jspecify.annotations.NullMarked;
