package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.Excerpt;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.bytes.BytesUnderWay;
import dev.berth.server.bytes.Inflation;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/// Reads messages of one type, compressed ones too, and says what is wrong with those that it
/// cannot read. Thread-safe.
final class MessageDecoder<Q extends Message> implements GrpcMessageDecoder<Q> {
    static final String IDENTITY = "identity";

    private final GrpcMessageDecoder<Q> plain;
    private final String type;
    private final int bytesMax;

    private MessageDecoder(Q type, int bytesMax) {
        this.plain = GrpcMessageDecoder.decoder(type);
        this.type = type.getDescriptorForType().getFullName();
        this.bytesMax = bytesMax;
    }

    /// @param bytesMax the longest message that is taken, once decompressed
    static <Q extends Message> MessageDecoder<Q> of(Q type, int bytesMax) {
        return new MessageDecoder<>(type, bytesMax);
    }

    /// A message.
    ///
    /// @param inflatedBytes what decompressing it took from [BytesUnderWay]
    record Decoded<Q>(Q message, long inflatedBytes) {}

    /// Reads a message that is plain or compressed by gzip.
    ///
    /// @param all what a decompressed message is taken from
    /// @throws ProblemException `request-malformed`, `body-too-large` or `memory-full`, with
    ///   nothing taken
    Decoded<Q> decode(GrpcMessage message, BytesUnderWay all) {
        if (message.encoding().equals(IDENTITY)) {
            return new Decoded<>(decode(message), 0);
        }
        var inflation = new Inflation(all, bytesMax);
        ByteBuffer plainBytes = decompress(message.payload(), inflation);
        try {
            Buffer payload = BufferInternal.buffer(Unpooled.wrappedBuffer(plainBytes));
            return new Decoded<>(
                    decode(GrpcMessage.message(IDENTITY, message.format(), payload)),
                    inflation.taken());
        } catch (RuntimeException | Error e) {
            all.giveBack(inflation.taken());
            throw e;
        }
    }

    /// Reads a message that is plain.
    ///
    /// @throws ProblemException `request-malformed`
    @Override
    public Q decode(GrpcMessage message) {
        try {
            return plain.decode(message);
        } catch (CodecException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message of "
                            + message.payload().length()
                            + " bytes is no "
                            + type
                            + ": "
                            + reason(e),
                    "make the client from the protocol's .proto files, or ask reflection");
        }
    }

    private static String reason(CodecException e) {
        String text =
                String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
        return Excerpt.of(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }

    private static ByteBuffer decompress(Buffer compressed, Inflation inflation) {
        try (InputStream in =
                new GZIPInputStream(new ByteArrayInputStream(compressed.getBytes()))) {
            return inflation.read(in).toBuffer();
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message of "
                            + compressed.length()
                            + " bytes is not gzip: "
                            + Excerpt.of(String.valueOf(e.getMessage())),
                    "compress whole messages, or send them as they are");
        }
    }

    @Override
    public boolean accepts(WireFormat format) {
        return plain.accepts(format);
    }
}
