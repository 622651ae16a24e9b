package dev.berth.core.assignment;

/// Bound of the requests in flight at one server of a group, relative to the mean of all: a server
/// beyond it is passed over for the next in the order of [ModelAssignment], so that a model in
/// great demand does not overload the servers that it is assigned to.
///
/// Source: Mirrokni, Thorup and Zadimoghaddam, *Consistent Hashing with Bounded Loads*, 2018.
///
/// @param factor multiple of the mean, above 1: nearer to 1 divides requests more evenly, and moves
///   more of them to servers that then load the model as well
/// @param requestsMin number of requests in flight up to which no server is passed over: where
///   there are few, a mean is exceeded by chance
public record LoadBound(double factor, int requestsMin) {
    /// A server may have a quarter more than its share, as most deployments of the paper choose.
    private static final double FACTOR = 1.25;

    /// So many wait for no longer than a few executions of a model.
    private static final int REQUESTS_MIN = 8;

    public LoadBound {
        if (!(factor > 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor: " + factor + " (expected: > 1)");
        }
        if (requestsMin < 1) {
            throw new IllegalArgumentException("requestsMin: " + requestsMin + " (expected: >= 1)");
        }
    }

    /// 1.25 times the mean, and 8 requests in any case.
    public static LoadBound defaults() {
        return new LoadBound(FACTOR, REQUESTS_MIN);
    }

    /// The most requests that one server may have in flight.
    ///
    /// @param inFlight those of all servers, with the one that is to be sent
    /// @param servers their number, at least 1
    public int requestsMax(long inFlight, int servers) {
        long share = (long) Math.ceil(factor * (double) inFlight / servers);
        return Math.clamp(share, requestsMin, Integer.MAX_VALUE);
    }
}
