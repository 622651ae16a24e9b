package dev.berth.evaluation.slicesearch;

import dev.berth.evaluation.significance.Sample;
import java.util.Optional;

/// Slice that was tested: one part, or two of different columns.
///
/// @param inside losses of its rows
/// @param outside losses of all other rows
/// @param pValue of the test that it is not worse
record SliceCandidate(
        Part first, Optional<Part> second, Sample inside, Sample outside, double pValue) {

    /// Neighbouring bins of one column, mostly one.
    ///
    /// @param column its number
    record Part(int column, int firstBin, int lastBin) {
        boolean has(int bin) {
            return bin >= firstBin && bin <= lastBin;
        }
    }

    double statistic() {
        return SliceTest.statistic(inside, outside);
    }
}
