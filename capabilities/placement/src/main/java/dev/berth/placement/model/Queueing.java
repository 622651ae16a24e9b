package dev.berth.placement.model;

/// Waiting in a queue with several servers.
///
/// The share of items that wait is Erlang's C. Their waits are taken as exponential; the mean is
/// that of M/M/c, scaled by (1 + cv²) / 2 for the variation of service times (Allen and Cunneen).
/// Exact for one server by Pollaczek and Khinchine.
final class Queueing {
    /// More servers than this share a load as this many do: waits are shorter than a thousandth of
    /// a service anyway.
    private static final int SERVERS_MAX = 1000;

    /// A load beyond this has no finite wait; requirements of utilisation refuse it.
    static final double UTILISATION_MAX = 0.999;

    private Queueing() {}

    /// The share of items that wait.
    ///
    /// @param servers at least 1
    static double waitingShare(double servers, double utilisation) {
        int count = (int) Math.max(1, Math.min(SERVERS_MAX, Math.floor(servers)));
        double rho = Math.min(UTILISATION_MAX, utilisation);
        double load = rho * count;
        double blocked = 1;
        for (int i = 1; i <= count; i++) {
            blocked = load * blocked / (i + load * blocked);
        }
        return blocked / (1 - rho * (1 - blocked));
    }

    /// The mean wait of those that wait, in the unit of the residual service time.
    ///
    /// @param residual mean of what is left of a service, the mean square over twice the mean
    static double meanWait(double servers, double utilisation, double residual) {
        double rho = Math.min(UTILISATION_MAX, utilisation);
        return residual / (Math.max(1, Math.floor(servers)) * (1 - rho));
    }
}
