package dev.berth.deploy.sizing;

/// Queue in front of the processors of one replica, as an M/G/c queue.
///
/// Requests arrive independently of each other (Poisson: callers are many, and the Service spreads
/// them at random), wait in one line and are served by `c` servers. For the waiting time this uses
///
/// - the probability to wait at all, of Erlang's C formula, with the offered load `a = c·ρ`;
/// - the mean wait of those that wait, `(1 + Cs²)/2 / (capacity − rate)`: the Allen-Cunneen
///   approximation (Allen, Probability, Statistics and Queueing Theory, 1990, section 5.6), exact
///   for c = 1 (Pollaczek and Khinchine) and for exponential service;
/// - an exponential tail of the waits (Kingman 1961 for heavy traffic; Whitt, Approximations for
///   the GI/G/m queue, Production and Operations Management 2(2), 1993): `P(W > t) = C · exp(−t /
///   that mean)`.
///
/// The 99th percentile of the response is taken as that of the wait plus that of the service. The
/// two are independent and seldom long together, so that is an upper bound in practice: 9.2 means
/// against 6.6 for two exponential times.
///
/// @param servers requests that are served at the same time, at least 1
/// @param capacity requests a second that all of them serve
/// @param squaredVariation of the service time, `Cs²`
public record ReplicaQueue(int servers, double capacity, double squaredVariation) {
    /// The least variation that is assumed: for constant times and several servers the tail of the
    /// waits is longer than the formula says.
    public static final double VARIATION_MIN = 0.25;

    private static final double LATE = 0.01;

    public ReplicaQueue {
        if (servers < 1 || !(capacity > 0) || !(squaredVariation >= 0)) {
            throw new IllegalArgumentException(
                    servers
                            + " servers with "
                            + capacity
                            + " requests/s and Cs² "
                            + squaredVariation
                            + " (expected: at least 1, above 0, at least 0)");
        }
    }

    /// The share of its capacity that a load takes.
    public double utilisation(double rate) {
        return rate / capacity;
    }

    /// The probability that a request has to wait: Erlang's C, by the recursion of his B formula.
    public double waitProbability(double rate) {
        double utilisation = utilisation(rate);
        if (utilisation >= 1) {
            return 1;
        }
        double offered = servers * utilisation;
        double blocked = 1;
        for (int k = 1; k <= servers; k++) {
            blocked = offered * blocked / (k + offered * blocked);
        }
        return blocked / (1 - utilisation * (1 - blocked));
    }

    /// Mean wait, in seconds, of the requests that have to wait.
    public double meanWaitOfWaiting(double rate) {
        return rate >= capacity
                ? Double.POSITIVE_INFINITY
                : (1 + squaredVariation) / 2 / (capacity - rate);
    }

    /// Mean wait of all requests, in seconds.
    public double meanWait(double rate) {
        return waitProbability(rate) * meanWaitOfWaiting(rate);
    }

    /// Seconds that 99 % of the requests wait at most.
    public double p99Wait(double rate) {
        if (rate >= capacity) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.max(0, meanWaitOfWaiting(rate) * Math.log(waitProbability(rate) / LATE));
    }
}
