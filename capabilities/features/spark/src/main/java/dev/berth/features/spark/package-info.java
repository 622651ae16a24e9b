/// The history of features on a Spark cluster, for what one machine cannot hold: the same sources,
/// views and training sets as with DuckDB, and the same values to the last bit.
///
/// Start with [SparkJoin]. Spark reads, shuffles and sorts; [PointInTimeAggregateFunction] lets the
/// events of one entity after the other happen once more, with the same Java code as every other
/// engine. Not here: SQL of views, which is DuckDB's, and tables of databases (ADR 0034).
@NullMarked
package dev.berth.features.spark;

import org.jspecify.annotations.NullMarked;
