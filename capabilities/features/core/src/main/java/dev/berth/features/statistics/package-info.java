/// Statistics of a view's values, taken with every materialization, for people and for
/// expectations.
///
/// Start with [ViewStatistics] (ADR 0035). An [EntityCounter] counts the entities and selects those
/// to inspect, a [StatisticsCollector] reads them, [StatisticsStore] keeps the result. Deliberately
/// absent: drift detection.
@NullMarked
package dev.berth.features.statistics;

import org.jspecify.annotations.NullMarked;
