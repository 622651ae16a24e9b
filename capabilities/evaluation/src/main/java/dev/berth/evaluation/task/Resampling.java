package dev.berth.evaluation.task;

import dev.berth.evaluation.report.MetricValue;

/// The resamples of a Poisson bootstrap: each unit is in each resample as often as a draw from a
/// Poisson distribution with mean 1 says. A deterministic function of the seed; thread-safe.
///
/// Source: Hanley and MacGibbon, Creating non-parametric bootstrap samples using Poisson
/// frequencies, Computer Methods and Programs in Biomedicine 83, 2006; Chamandy et al., Estimating
/// uncertainty for massive data streams, Google 2012.
public interface Resampling {
    /// How many resamples; 0 for none, then no metric has an interval from them.
    int count();

    /// The confidence of intervals, between 0 and 1.
    double confidence();

    /// Writes how often a unit is in each resample. The sums of the run are made with these.
    ///
    /// @param unit its number
    /// @param weights of length [#count]
    void unitWeights(long unit, byte[] weights);

    /// Draws how much each of several cells weighs in every resample. Of `n` units of weight 1 in a
    /// cell this is exactly a Poisson draw with mean `n`; of units with weights, one scaled so that
    /// mean and variance are right.
    ///
    /// Source: Bohm and Zech, Statistics of weighted Poisson events and its applications, NIM A
    /// 748, 2014 (scaled Poisson distribution).
    ///
    /// @param stream number that distinguishes the cells of one slice, class and so on from others,
    ///   so that they are drawn independently
    /// @param weights sum of the weights of each cell
    /// @param squares sum of the squares of these weights
    CellDraws drawCells(long stream, double[] weights, double[] squares);

    /// A metric with its interval: the percentiles of its values over the resamples.
    ///
    /// @param value of all units; finite
    /// @param resampled the metric in each resample, NaN where it is undefined, which is passed
    ///   over; sorted by this method. Without any value there is no interval
    MetricValue metric(String name, double value, double[] resampled);
}
