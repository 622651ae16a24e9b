package dev.berth.server.grpc;

import dev.berth.core.ProblemException;
import dev.berth.server.bytes.LoopBytes;

/// What the messages of one call take, each from its length on until it is dealt with. Lives on one
/// event loop.
final class MessageMemory {
    private final LoopBytes bytes;
    private long held;
    private boolean over;

    MessageMemory(LoopBytes bytes) {
        this.bytes = bytes;
    }

    /// Counts a message as under way, before it comes.
    ///
    /// @throws ProblemException `memory-full`
    void take(long messageBytes) {
        bytes.take(messageBytes, messageBytes);
        held += messageBytes;
    }

    /// Counts what a message takes when decompressed, beside what came.
    ///
    /// @param taken bytes, taken before
    void adopt(long taken) {
        bytes.adopt(taken);
        if (over) {
            bytes.release(taken);
        } else {
            held += taken;
        }
    }

    /// A message is dealt with. Does nothing once the call is over.
    void release(long messageBytes) {
        if (!over) {
            held -= messageBytes;
            bytes.release(messageBytes);
        }
    }

    /// Whether the call is over, so that what still comes is to be dropped.
    boolean isOver() {
        return over;
    }

    /// The call is over: nothing is held for it any more.
    void close() {
        if (!over) {
            over = true;
            bytes.release(held);
            held = 0;
        }
    }
}
