package dev.berth.server.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The frames of one call's messages: a byte that is 1 for a compressed message and 0 for a plain
/// one, the length in four bytes, the message. They are independent of HTTP/2's frames, in which a
/// message may begin and end anywhere.
///
/// Source: gRPC over HTTP/2, "Length-Prefixed-Message". Lives on one event loop.
final class MessageFrames {
    private static final int PREFIX_BYTES = 5;
    private static final int PLAIN = 0;
    private static final int COMPRESSED = 1;

    /// What of a message is put together as it arrives; putting more together would be work for a
    /// worker.
    private static final int PIECE_BYTES_MAX = 256 << 10;

    private final MessageCoding coding;
    private final int messageBytesMax;
    private final MessageMemory memory;

    /// What arrived and was not checked.
    private ByteBuf arrived = Unpooled.EMPTY_BUFFER;

    private int prefixBytes;
    private MessageCoding messageCoding = MessageCoding.IDENTITY;
    private long length;
    private int gathered;
    private List<ByteBuffer> pieces = List.of();

    /// @param coding that the call names
    /// @param memory counts each message from its length on
    MessageFrames(MessageCoding coding, int messageBytesMax, MessageMemory memory) {
        this.memory = memory;
        this.coding = coding;
        this.messageBytesMax = messageBytesMax;
    }

    /// A message as it is sent.
    ///
    /// @param messageBytes its serialized size
    static ByteBuf framed(Message message, int messageBytes) {
        var frame = new byte[PREFIX_BYTES + messageBytes];
        ByteBuffer.wrap(frame).put((byte) PLAIN).putInt(messageBytes);
        try {
            message.writeTo(CodedOutputStream.newInstance(frame, PREFIX_BYTES, messageBytes));
        } catch (IOException e) {
            throw new UncheckedIOException("an array is not written", e);
        }
        return Unpooled.wrappedBuffer(frame);
    }

    /// Bytes of the call arrived, when [#next] had found nothing more in those before.
    ///
    /// @param bytes to be read until [#keepRest]
    void append(ByteBuf bytes) {
        arrived = bytes;
    }

    /// Copies what [#next] has not returned yet: the bytes that arrived are the network's own.
    void keepRest() {
        if (arrived.isReadable()) {
            var rest = new byte[arrived.readableBytes()];
            arrived.readBytes(rest);
            arrived = Unpooled.wrappedBuffer(rest);
        } else {
            arrived = Unpooled.EMPTY_BUFFER;
        }
    }

    /// The next message; null until more has arrived.
    ///
    /// Cost: copies the message once, and a long one that does not arrive as a whole twice.
    ///
    /// @throws ProblemException `request-malformed`, `body-too-large` or
    ///   `in-flight-memory-exceeded`; no call may follow
    @Nullable ReceivedMessage next() {
        while (prefixBytes < PREFIX_BYTES) {
            if (!arrived.isReadable()) {
                return null;
            }
            takePrefix(arrived.readUnsignedByte());
        }
        int missing = (int) length - gathered;
        int available = Math.min(missing, arrived.readableBytes());
        if (gathered == 0 && available == missing) {
            pieces = List.of(copy(missing));
        } else {
            gather(available);
            if (available < missing) {
                return null;
            }
        }
        var message = new ReceivedMessage(messageCoding, (int) length, pieces);
        prefixBytes = 0;
        length = 0;
        gathered = 0;
        pieces = List.of();
        return message;
    }

    private void takePrefix(int value) {
        if (prefixBytes == 0) {
            requireFlag(value);
            messageCoding = value == COMPRESSED ? coding : MessageCoding.IDENTITY;
        } else {
            length = length << Byte.SIZE | value;
        }
        prefixBytes++;
        if (prefixBytes == PREFIX_BYTES) {
            requireAllowed();
            memory.take(length);
        }
    }

    private ByteBuffer copy(int count) {
        var message = new byte[count];
        arrived.readBytes(message);
        return ByteBuffer.wrap(message);
    }

    /// Copies what has arrived of a message, so that none in thousands of frames takes many times
    /// its bytes, which are all that is counted.
    private void gather(int count) {
        int left = count;
        while (left > 0) {
            if (gathered % PIECE_BYTES_MAX == 0) {
                if (gathered == 0) {
                    pieces = new ArrayList<>();
                }
                int rest = (int) length - gathered;
                pieces.add(ByteBuffer.allocate(Math.min(rest, PIECE_BYTES_MAX)));
            }
            ByteBuffer piece = pieces.getLast();
            int at = gathered % PIECE_BYTES_MAX;
            int copied = Math.min(left, piece.capacity() - at);
            var _ = arrived.readBytes(piece.slice(at, copied));
            gathered += copied;
            left -= copied;
        }
    }

    private void requireFlag(int flag) {
        if (flag != PLAIN && flag != COMPRESSED) {
            throw malformed(
                    "a message's frame begins with "
                            + flag
                            + " (expected: 0 for a plain or 1 for a compressed message)");
        }
        if (flag == COMPRESSED && coding == MessageCoding.IDENTITY) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message says that it is compressed, but the call has no grpc-encoding"
                            + " (expected: gzip or deflate)",
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
                "send less at once, or have the server take more (--max-request-bytes)");
    }

    /// No more bytes come, and [#next] has found nothing more in those that did.
    ///
    /// @throws ProblemException `request-malformed` if the last message is not complete
    void ended() {
        if (prefixBytes == PREFIX_BYTES) {
            throw malformed(
                    "the call ends after " + gathered + " of a message's " + length + " bytes");
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
