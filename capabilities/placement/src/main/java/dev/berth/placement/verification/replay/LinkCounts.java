package dev.berth.placement.verification.replay;

/// Bytes that one link carried, by flow. Thread-safe.
public final class LinkCounts {
    private final double[] bytes;
    private final double[] squares;

    public LinkCounts(int flows) {
        bytes = new double[flows];
        squares = new double[flows];
    }

    public synchronized void add(int flow, double more) {
        bytes[flow] += more;
        squares[flow] += more * more;
    }

    public synchronized double bytes(int flow) {
        return bytes[flow];
    }

    /// Sum of the squares of the items' bytes: the variance of their sum if they come by chance.
    public synchronized double squares(int flow) {
        return squares[flow];
    }
}
