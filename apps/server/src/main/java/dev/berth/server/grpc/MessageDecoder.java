package dev.berth.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.server.memory.InFlightByteBudget;
import dev.berth.server.memory.Inflation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Reads messages of one type, compressed ones too, and says what is wrong with those that it
/// cannot read. Thread-safe.
final class MessageDecoder<Q extends Message> {
    /// A message of so few bytes is not checked: its parts take some milliseconds and megabytes.
    private static final int FEW_PARTS_BYTES_MAX = 64 << 10;

    private final Parser<Q> parser;
    private final Descriptor descriptor;
    private final int bytesMax;

    private MessageDecoder(Q type, int bytesMax) {
        this.parser = parserOf(type);
        this.descriptor = type.getDescriptorForType();
        this.bytesMax = bytesMax;
    }

    @SuppressWarnings("unchecked") // A message's parser makes messages of its own type.
    private static <Q extends Message> Parser<Q> parserOf(Q type) {
        return (Parser<Q>) type.getParserForType();
    }

    /// @param bytesMax the longest message that is taken, once decompressed
    static <Q extends Message> MessageDecoder<Q> of(Q type, int bytesMax) {
        return new MessageDecoder<>(type, bytesMax);
    }

    /// A message.
    ///
    /// @param extraBytes what it took from [InFlightByteBudget] beyond the bytes that arrived
    record Decoded<Q>(Q message, long extraBytes) {}

    /// Reads a message that is plain or compressed. What it has of raw bytes is not copied.
    ///
    /// @param all what a decompressed message is taken from, and the objects of one that has many
    /// @throws ProblemException `request-malformed`, `body-too-large` or
    ///   `in-flight-memory-exceeded`, with nothing taken
    Decoded<Q> decode(ReceivedMessage message, InFlightByteBudget all) {
        ByteBuffer bytes = message.joined();
        long extra = 0;
        if (message.isCompressed()) {
            var inflation = new Inflation(all, bytesMax);
            bytes = decompress(bytes, message.coding(), inflation);
            extra = inflation.taken();
        }
        try {
            long objects = objectBytes(bytes, all.max());
            // A small message is neither counted nor refused here, whatever others have.
            if (objects > 0) {
                all.take(objects, objects + extra + bytes.remaining());
                extra += objects;
            }
            return new Decoded<>(decode(bytes), extra);
        } catch (RuntimeException | Error e) {
            all.giveBack(extra);
            throw e;
        }
    }

    /// What the messages within a message will take in memory, if they can be many.
    ///
    /// @param most beyond which it does not matter how much
    private long objectBytes(ByteBuffer bytes, long most) {
        if (bytes.remaining() <= FEW_PARTS_BYTES_MAX) {
            return 0;
        }
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        in.enableAliasing(true);
        return MessageParts.BYTES_OF_PART
                * MessageParts.count(descriptor, in, most / MessageParts.BYTES_OF_PART);
    }

    private Q decode(ByteBuffer bytes) {
        try {
            // The bytes are not written any more.
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            in.enableAliasing(true);
            Q message = parser.parseFrom(in);
            in.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message of "
                            + bytes.remaining()
                            + " bytes is no "
                            + descriptor.getFullName()
                            + ": "
                            + reason(e),
                    "make the client from the protocol's .proto files, or ask reflection");
        }
    }

    private static String reason(InvalidProtocolBufferException e) {
        String text = String.valueOf(e.getMessage());
        return SanitizedText.of(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }

    private static ByteBuffer decompress(
            ByteBuffer compressed, MessageCoding coding, Inflation inflation) {
        try (InputStream in =
                coding.decoder(
                        new ByteArrayInputStream(
                                compressed.array(),
                                compressed.arrayOffset() + compressed.position(),
                                compressed.remaining()))) {
            return inflation.read(in).toBuffer();
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message of "
                            + compressed.remaining()
                            + " bytes is not "
                            + coding.token()
                            + ": "
                            + SanitizedText.of(String.valueOf(e.getMessage())),
                    "compress whole messages, or send them as they are");
        }
    }
}
