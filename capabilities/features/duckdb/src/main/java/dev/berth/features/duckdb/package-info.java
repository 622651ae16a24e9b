/// The history of features, with DuckDB in the process: sources as they lie in files and databases,
/// training rows joined to what was known at their time, events for the online store.
///
/// Start with [PointInTimeJoin] and [DuckDbOfflineStore]; both ask [ViewRelation] for the events of
/// a view. Not here: what an aggregate is, which is the same Java code for every engine.
@NullMarked
package dev.berth.features.duckdb;

import org.jspecify.annotations.NullMarked;
