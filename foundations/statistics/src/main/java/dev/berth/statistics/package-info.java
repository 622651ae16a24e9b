/// Statistics of values: exact sums, sketches, histograms, summaries.
///
/// Whatever can be merged depends on the values alone, not on their order or division, and has one
/// encoding in bytes: [ExactSum], [DistinctSketch], [QuantileSketch], [FrequentValues]. Start
/// reading at these, or at [ValueStatisticsBuilder], which gathers what describes a sample.
/// Deliberately absent: where values come from, and where results are kept.
@NullMarked
package dev.berth.statistics;

import org.jspecify.annotations.NullMarked;
