/// Offline store of features, with DuckDB in the process: sources in files and databases,
/// point-in-time joins, events for the online store.
///
/// Start with [PointInTimeJoin] and [DuckDbOfflineStore]. Deliberately absent: aggregates, which
/// are the same Java code for every engine.
///
/// *Sources.* `SourceRelation` translates a source to SQL: files through the
/// [dev.berth.tables.SourceFormat] of their format, databases through `TableImport`. `ViewRelation`
/// adds the view's own SQL, which `TransformationCheck` has checked in the engine's parse tree, and
/// gives keys, times and columns plain names.
///
/// *Join.* The spine becomes a table (`SpineTable`); views follow one by one, each into a table by
/// row number. For columns (`LatestValueJoin`) only keys and times are ordered, and a window
/// function carries the greatest time along; the columns follow in a hash join for the rows that
/// were found, so hundreds of columns are not sorted. For aggregates (`WindowAggregateJoin`) the
/// engine orders events and spine rows, and the state of one entity at a time is fed and read.
/// On-demand views come last (`JoinPlan`, `OnDemandJoin`, ADR 0036): their inputs go chunk by chunk
/// to the `CompiledOnDemandView` that serves online, whose `OnDemandEvaluator` runs expressions or
/// a `FeatureFunction`.
///
/// *Checks.* `ViewTrial` computes a view over no events and over a few before it is published.
/// `SkewCheck` joins the rows of the served log, `SkewComparator` compares (ADR 0038).
@NullMarked
package dev.berth.features.duckdb;

import org.jspecify.annotations.NullMarked;
