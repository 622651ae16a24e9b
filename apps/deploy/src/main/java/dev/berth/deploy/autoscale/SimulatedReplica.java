package dev.berth.deploy.autoscale;

/// One replica: servers with the time from which each is free, by the recursion of Kiefer and
/// Wolfowitz.
final class SimulatedReplica {
    private final double readyAt;
    private final double[] free;

    SimulatedReplica(double readyAt, int servers) {
        this.readyAt = readyAt;
        this.free = new double[servers];
    }

    boolean isReady(double second) {
        return second >= readyAt;
    }

    /// The server that is free first.
    private int earliest() {
        int earliest = 0;
        for (int i = 1; i < free.length; i++) {
            earliest = free[i] < free[earliest] ? i : earliest;
        }
        return earliest;
    }

    /// Seconds that a request waits which arrives now.
    double waitSeconds(double now) {
        return Math.max(0, free[earliest()] - now);
    }

    /// Serves a request after all before it.
    ///
    /// @return when it is answered
    double serve(double now, double service) {
        int server = earliest();
        free[server] = Math.max(now, free[server]) + service;
        return free[server];
    }
}
