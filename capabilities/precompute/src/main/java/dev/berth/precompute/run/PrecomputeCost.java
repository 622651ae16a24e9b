package dev.berth.precompute.run;

import java.util.function.LongToDoubleFunction;

/// Costs of precomputing the most requested keys and of computing every answer, in processor time
/// of one period, after which the answers are computed anew.
///
/// With `n` keys precomputed a period costs `n c + R h(n) l + R (1 - h(n)) c`, and `R c` without,
/// for `R` requests, the time `c` of computing and `l` of looking up an answer, and the hit share
/// `h`. It pays if `h(n) > n c / (R (c - l))`.
///
/// @param keys that are requested at all
/// @param requests of a period
/// @param computeSeconds of one answer
/// @param lookUpSeconds of one answer
/// @param hitShare of the `n` most requested keys
public record PrecomputeCost(
        long keys,
        double requests,
        double computeSeconds,
        double lookUpSeconds,
        LongToDoubleFunction hitShare) {
    /// Seconds of a period in which every answer is computed.
    public double computing() {
        return requests * computeSeconds;
    }

    /// Seconds of a period in which the answers of the most requested keys are precomputed.
    public double precomputing(long precomputed) {
        double hits = hitShare.applyAsDouble(precomputed);
        return precomputed * computeSeconds
                + requests * (hits * lookUpSeconds + (1 - hits) * computeSeconds);
    }

    /// The hit share from which so many keys pay; above 1 if they never do.
    public double hitShareNeeded(long precomputed) {
        double saved = requests * (computeSeconds - lookUpSeconds);
        return saved <= 0 ? Double.POSITIVE_INFINITY : precomputed * computeSeconds / saved;
    }

    /// The number of keys with the least cost; 0 if computing every answer costs least. The cost
    /// falls to its least value and rises from there, as each further key is requested less.
    public long best() {
        long low = 0;
        long high = keys;
        while (low < high) {
            long middle = (low + high) / 2;
            if (precomputing(middle + 1) < precomputing(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
