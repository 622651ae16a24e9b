package dev.berth.deploy.autoscale;

import dev.berth.catalog.profile.LatencySummary;
import java.util.SplittableRandom;

/// Service times with the quantiles of a measurement: straight lines between them. They are
/// stretched so that the servers together have the measured peak.
public final class ServiceSampler {
    private static final double NANOS = 1e9;
    private static final double[] SHARES = {0, 0.5, 0.9, 0.99, 0.999};

    private final double[] seconds;

    private ServiceSampler(double[] seconds) {
        this.seconds = seconds;
    }

    /// Samples of a measured distribution.
    ///
    /// @param meanSeconds that the samples get
    public static ServiceSampler of(LatencySummary latency, double meanSeconds) {
        double[] quantiles = {
            latency.minNanos() / NANOS,
            latency.p50Nanos() / NANOS,
            latency.p90Nanos() / NANOS,
            latency.p99Nanos() / NANOS,
            latency.p999Nanos() / NANOS
        };
        double stretch = meanSeconds / mean(quantiles);
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] *= stretch;
        }
        return new ServiceSampler(quantiles);
    }

    private static double mean(double[] quantiles) {
        double mean = 0;
        for (int i = 1; i < SHARES.length; i++) {
            mean += (SHARES[i] - SHARES[i - 1]) * (quantiles[i - 1] + quantiles[i]) / 2;
        }
        return mean + (1 - SHARES[SHARES.length - 1]) * quantiles[quantiles.length - 1];
    }

    /// A service time in seconds.
    double next(SplittableRandom random) {
        double share = random.nextDouble();
        for (int i = 1; i < SHARES.length; i++) {
            if (share < SHARES[i]) {
                double part = (share - SHARES[i - 1]) / (SHARES[i] - SHARES[i - 1]);
                return seconds[i - 1] + part * (seconds[i] - seconds[i - 1]);
            }
        }
        return seconds[seconds.length - 1];
    }
}
