/// Materialization: writes past events into the online store, in full or incrementally, and safely
/// if killed.
///
/// Start with [MaterializationJob]. A row and the mark of progress are written in one batch, so
/// that a job can be killed at any point. Rows lie in a generation of their view (`ViewKeyspace`);
/// a full run writes the next one and ends with a `LogReplay` of the stream. `EventCounts` finds
/// late events, and their entities are rewritten (`LateEvents`, ADR 0059). A run collects an
/// `EntityCounter`; a `StatisticsCollector` then makes the `ViewStatistics` (ADR 0035).
/// `ExpectationCheck` tests rows before or after they are added (ADR 0061).
@NullMarked
package dev.berth.features.materialize;

import org.jspecify.annotations.NullMarked;
