package dev.berth.server.grpc;

import dev.berth.core.ProblemException;
import dev.berth.server.memory.EventLoopByteBudget;

/// Memory of the messages of one call, each from its length on until it is processed. Lives on one
/// event loop.
final class MessageMemory {
    private final EventLoopByteBudget bytes;
    private long held;
    private long taking;
    private boolean claimed;
    private boolean over;

    MessageMemory(EventLoopByteBudget bytes) {
        this.bytes = bytes;
    }

    /// Counts a message as in flight, before it comes.
    ///
    /// @throws ProblemException `in-flight-memory-exceeded`
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

    /// A message of so many bytes, decompressed ones included, is delivered.
    void beginTaking(long messageBytes) {
        taking = messageBytes;
        claimed = false;
    }

    /// The bytes of the message that is being taken.
    long takingBytes() {
        return taking;
    }

    /// Keeps the bytes of the current message counted until they are released.
    ///
    /// @return its bytes
    long claim() {
        claimed = true;
        return taking;
    }

    /// The message was taken, and is dealt with if no caller claimed it.
    void endTaking() {
        if (!claimed) {
            release(taking);
        }
    }

    /// A message is dealt with. Does nothing once the call is over.
    void release(long messageBytes) {
        if (!over) {
            held -= messageBytes;
            bytes.release(messageBytes);
        }
    }

    /// Whether the call is over, so that further messages are dropped.
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
