package dev.berth.deploy.sizing;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// Simulation of a queue with several servers and Poisson arrivals: the oracle of the formulas. By
/// the recursion of Kiefer and Wolfowitz, each request starts at the earliest server that is free.
final class QueueOracle {
    private QueueOracle() {}

    /// Response times in ascending order.
    static double[] responses(
            int servers,
            double rate,
            int requests,
            long seed,
            ToDoubleFunction<SplittableRandom> service) {
        var random = new SplittableRandom(seed);
        var free = new double[servers];
        var responses = new double[requests];
        double now = 0;
        for (int i = 0; i < requests; i++) {
            now += exponential(random, 1 / rate);
            int earliest = 0;
            for (int k = 1; k < servers; k++) {
                earliest = free[k] < free[earliest] ? k : earliest;
            }
            double start = Math.max(now, free[earliest]);
            free[earliest] = start + service.applyAsDouble(random);
            responses[i] = free[earliest] - now;
        }
        Arrays.sort(responses);
        return responses;
    }

    static double exponential(SplittableRandom random, double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length))];
    }
}
