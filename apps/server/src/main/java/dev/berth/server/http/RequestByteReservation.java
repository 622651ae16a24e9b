package dev.berth.server.http;

import dev.berth.core.ProblemException;
import dev.berth.server.memory.EventLoopByteBudget;

/// The bytes of one request that count as in flight until it is answered. Lives on one event loop.
final class RequestByteReservation {
    private final EventLoopByteBudget bytes;
    private long taken;

    RequestByteReservation(EventLoopByteBudget bytes) {
        this.bytes = bytes;
    }

    /// Counts bytes of the body.
    ///
    /// @param total what the whole body takes with these
    /// @throws ProblemException `in-flight-memory-exceeded`
    void take(long more, long total) {
        bytes.take(more, total);
        taken += more;
    }

    /// Counts what the body takes now that it is decompressed.
    ///
    /// @param inflated taken before
    void decompressed(long inflated) {
        bytes.adopt(inflated);
        bytes.release(taken);
        taken = inflated;
    }

    void release() {
        bytes.release(taken);
        taken = 0;
    }
}
