package dev.berth.server.grpc;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.vertx.core.buffer.Buffer;

/// The frames of one call's messages, checked as their bytes arrive: a byte that is 1 for a
/// compressed message and 0 for a plain one, the length in four bytes, the message. Vert.x takes
/// them apart too, and leaves the caller of a broken one without an answer.
///
/// Source: gRPC over HTTP/2, "Length-Prefixed-Message". Lives on one event loop.
final class MessageFrames {
    private static final int PREFIX_BYTES = 5;
    private static final int PLAIN = 0;
    private static final int COMPRESSED = 1;

    private final boolean mayBeCompressed;
    private final int messageBytesMax;
    private final MessageMemory memory;
    private int prefixBytes;
    private long length;
    private long missing;

    /// @param mayBeCompressed whether the call names a coding other than `identity`
    /// @param memory counts each message from its length on
    MessageFrames(boolean mayBeCompressed, int messageBytesMax, MessageMemory memory) {
        this.memory = memory;
        this.mayBeCompressed = mayBeCompressed;
        this.messageBytesMax = messageBytesMax;
    }

    /// Cost: looks at each frame's prefix alone.
    ///
    /// @throws ProblemException `request-malformed`, `body-too-large` or `memory-full`
    void arrived(Buffer bytes) {
        int at = 0;
        while (at < bytes.length()) {
            if (prefixBytes < PREFIX_BYTES) {
                takePrefix(bytes.getUnsignedByte(at));
                at++;
            } else {
                int taken = (int) Math.min(missing, bytes.length() - at);
                missing -= taken;
                at += taken;
            }
            if (prefixBytes == PREFIX_BYTES && missing == 0) {
                prefixBytes = 0;
                length = 0;
            }
        }
    }

    private void takePrefix(int value) {
        if (prefixBytes == 0) {
            requireFlag(value);
        } else {
            length = length << Byte.SIZE | value;
        }
        prefixBytes++;
        if (prefixBytes == PREFIX_BYTES) {
            requireAllowed();
            memory.take(length);
            missing = length;
        }
    }

    private void requireFlag(int flag) {
        if (flag != PLAIN && flag != COMPRESSED) {
            throw malformed(
                    "a message's frame begins with "
                            + flag
                            + " (expected: 0 for a plain or 1 for a compressed message)");
        }
        if (flag == COMPRESSED && !mayBeCompressed) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message says that it is compressed, but the call has no grpc-encoding"
                            + " (expected: gzip)",
                    "name the coding, or send messages as they are");
        }
    }

    private void requireAllowed() {
        if (length > messageBytesMax) {
            throw tooLong("a message of " + length + " bytes", messageBytesMax);
        }
    }

    /// @param found the message, in words
    static ProblemException tooLong(String found, int messageBytesMax) {
        return new ProblemException(
                ProblemCode.BODY_TOO_LARGE,
                found + " (expected: at most " + messageBytesMax + ")",
                "send less at once, or have the server take more (--max-body)");
    }

    /// No more bytes come.
    ///
    /// @throws ProblemException `request-malformed` if the last message is not complete
    void ended() {
        if (prefixBytes == PREFIX_BYTES) {
            throw malformed(
                    "the call ends after "
                            + (length - missing)
                            + " of a message's "
                            + length
                            + " bytes");
        }
        if (prefixBytes > 0) {
            throw malformed(
                    "the call ends after "
                            + prefixBytes
                            + " of the "
                            + PREFIX_BYTES
                            + " bytes before a message");
        }
    }

    private static ProblemException malformed(String found) {
        return Problem.of(
                        ProblemCode.REQUEST_MALFORMED,
                        found,
                        "frame messages as gRPC over HTTP/2 does: that byte, the length in four"
                                + " bytes, the message")
                .asException();
    }
}
