package dev.berth.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import dev.berth.core.Excerpt;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.bytes.BytesUnderWay;
import dev.berth.server.bytes.Inflation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Reads messages of one type, compressed ones too, and says what is wrong with those that it
/// cannot read. Thread-safe.
final class MessageDecoder<Q extends Message> {
    private final Parser<Q> parser;
    private final String type;
    private final int bytesMax;

    private MessageDecoder(Q type, int bytesMax) {
        this.parser = parserOf(type);
        this.type = type.getDescriptorForType().getFullName();
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
    /// @param inflatedBytes what decompressing it took from [BytesUnderWay]
    record Decoded<Q>(Q message, long inflatedBytes) {}

    /// Reads a message that is plain or compressed. What it has of raw bytes is not copied.
    ///
    /// @param all what a decompressed message is taken from
    /// @throws ProblemException `request-malformed`, `body-too-large` or `memory-full`, with
    ///   nothing taken
    Decoded<Q> decode(ReceivedMessage message, BytesUnderWay all) {
        ByteBuffer bytes = message.joined();
        if (!message.isCompressed()) {
            return new Decoded<>(decode(bytes), 0);
        }
        var inflation = new Inflation(all, bytesMax);
        ByteBuffer plain = decompress(bytes, message.coding(), inflation);
        try {
            return new Decoded<>(decode(plain), inflation.taken());
        } catch (RuntimeException | Error e) {
            all.giveBack(inflation.taken());
            throw e;
        }
    }

    private Q decode(ByteBuffer bytes) {
        try {
            // Nobody writes to the bytes any more.
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            in.enableAliasing(true);
            Q message = parser.parseFrom(in);
            in.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message of " + bytes.remaining() + " bytes is no " + type + ": " + reason(e),
                    "make the client from the protocol's .proto files, or ask reflection");
        }
    }

    private static String reason(InvalidProtocolBufferException e) {
        String text = String.valueOf(e.getMessage());
        return Excerpt.of(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
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
                            + Excerpt.of(String.valueOf(e.getMessage())),
                    "compress whole messages, or send them as they are");
        }
    }
}
