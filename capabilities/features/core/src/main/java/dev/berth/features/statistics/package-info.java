/// What the values of a view are like: counted, measured and kept with every materialization, for
/// people to see and as what later values are held against.
///
/// A [EntityCounter] knows how many entities there are and which of them are looked at, a
/// [StatisticsCollector] reads these, [StatisticsStore] keeps what came of it. Start with
/// [ViewStatistics]. Absent: what tells whether values have drifted.
@NullMarked
package dev.berth.features.statistics;

import org.jspecify.annotations.NullMarked;
