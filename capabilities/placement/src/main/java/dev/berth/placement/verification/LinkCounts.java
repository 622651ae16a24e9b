package dev.berth.placement.verification;

/// Bytes that one link carried, by flow. Thread-safe.
final class LinkCounts {
    private final double[] bytes;
    private final double[] squares;

    LinkCounts(int flows) {
        bytes = new double[flows];
        squares = new double[flows];
    }

    synchronized void add(int flow, double more) {
        bytes[flow] += more;
        squares[flow] += more * more;
    }

    synchronized double bytes(int flow) {
        return bytes[flow];
    }

    /// Sum of the squares of the items' bytes: the variance of their sum if they come by chance.
    synchronized double squares(int flow) {
        return squares[flow];
    }
}
