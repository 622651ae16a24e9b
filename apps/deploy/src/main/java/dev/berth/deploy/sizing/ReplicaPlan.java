package dev.berth.deploy.sizing;

/// Computed number of replicas, with the numbers that it follows from.
///
/// @param queue one replica's
/// @param meanService mean time of a request of the mixture, in seconds
/// @param tightest the load whose p99 bounds the rate of a replica
/// @param ratePerReplica the most requests a second that a replica may get: at it the p99 of
///   `tightest` is reached, or a share of [ReplicaSizing#UTILISATION_MAX] of the capacity
/// @param designRate what a replica gets when the headroom is unused: that divided by 1 + headroom
/// @param replicas for the expected rate
/// @param minReplicas of an autoscaler
/// @param maxReplicas of an autoscaler
public record ReplicaPlan(
        SizingRequest request,
        int processors,
        ReplicaQueue queue,
        double meanService,
        ServiceLoad tightest,
        double ratePerReplica,
        double designRate,
        int replicas,
        int minReplicas,
        int maxReplicas) {

    /// The mean number of requests within a replica at the design rate, waiting or served (Little's
    /// law): what an autoscaler holds.
    public double inFlightTarget() {
        return designRate * (servedSeconds() + queue.meanWait(designRate));
    }

    /// Mean time in service, in seconds: what was measured, or what the servers take at the peak if
    /// that is less, so that the target is not too high.
    public double servedSeconds() {
        return Math.min(meanService, queue.servers() / queue.capacity());
    }

    /// The mean share of its processors that a replica uses at the design rate, in percent, rounded
    /// down.
    public int cpuTargetPercent() {
        return Math.max(1, (int) Math.floor(100 * queue.utilisation(designRate)));
    }

    /// The p99 of the tightest load at a rate per replica, in seconds.
    public double p99At(double rate) {
        return tightest.service().time().p99() + queue.p99Wait(rate);
    }
}
