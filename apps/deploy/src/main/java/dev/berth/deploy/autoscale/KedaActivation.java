package dev.berth.deploy.autoscale;

/// KEDA's part of scaling between no and one replica, called every polling interval; from one on
/// its HorizontalPodAutoscaler decides.
///
/// Source: keda.sh/docs/concepts/scaling-deployments and keda.sh/docs/reference/scaledobject-spec:
/// a value above the activation threshold activates; without one for the cooldown period, counted
/// from the last active poll, the workload goes to zero; while the value cannot be had nothing
/// changes, and after some failures the fallback's number holds. Not thread-safe.
public final class KedaActivation {
    private final double threshold;
    private final double cooldownSeconds;
    private final int failuresMax;
    private final int fallback;
    private double lastActive = Double.NEGATIVE_INFINITY;
    private int failures;

    /// @param threshold a value above it activates
    /// @param failuresMax further failures in a row use the fallback
    /// @param fallback replicas while the value cannot be had
    public KedaActivation(double threshold, double cooldownSeconds, int failuresMax, int fallback) {
        this.threshold = threshold;
        this.cooldownSeconds = cooldownSeconds;
        this.failuresMax = failuresMax;
        this.fallback = fallback;
    }

    /// The number of replicas from now on, of which those above one are the autoscaler's.
    ///
    /// @param value NaN if it cannot be had, such as for an empty answer that is an error
    public int poll(double second, int replicas, double value) {
        if (Double.isNaN(value)) {
            failures++;
            return failures > failuresMax ? Math.max(replicas, fallback) : replicas;
        }
        failures = 0;
        if (value > threshold) {
            lastActive = second;
            return Math.max(1, replicas);
        }
        return second - lastActive >= cooldownSeconds ? 0 : replicas;
    }
}
