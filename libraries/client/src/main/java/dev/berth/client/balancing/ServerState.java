package dev.berth.client.balancing;

import dev.berth.core.assignment.ModelAssignment;
import java.util.random.RandomGenerator;

/// State of one server in a group. All but the address is guarded by the group.
public final class ServerState {
    /// Share of its calls that a new or returning server gets at first.
    private static final double WEIGHT_MIN = 0.1;

    private final Address address;
    private final long identityHash;
    private final long slowStartNanos;
    final PeakEwma load;
    final Ejection ejection;
    final Probes probes;
    boolean ready = true;
    int checksFailed;
    private boolean slow;
    private long slowSinceNanos;

    ServerState(Address address, GroupPolicy policy, RandomGenerator random, long nowNanos) {
        this.address = address;
        this.identityHash = ModelAssignment.hash(address.toString());
        this.slowStartNanos = policy.slowStart().toNanos();
        this.load = new PeakEwma(nowNanos);
        this.ejection = new Ejection(policy.ejection(), nowNanos);
        this.probes = new Probes(random, policy.ejection().failuresInARow());
    }

    public Address address() {
        return address;
    }

    /// For [ModelAssignment#score].
    long identityHash() {
        return identityHash;
    }

    void startSlowly(long nowNanos) {
        load.starts(nowNanos + slowStartNanos);
        slow = slowStartNanos > 0;
        slowSinceNanos = nowNanos;
    }

    /// From [#WEIGHT_MIN] at the start up to 1.
    double weight(long nowNanos) {
        if (!slow) {
            return 1;
        }
        double done = (double) (nowNanos - slowSinceNanos) / slowStartNanos;
        if (done >= 1) {
            slow = false;
        }
        return Math.clamp(done, WEIGHT_MIN, 1);
    }

    boolean isStarting(long nowNanos) {
        return weight(nowNanos) < 1;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
