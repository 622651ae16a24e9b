package dev.berth.server.grpc;

import com.google.protobuf.Message;
import dev.berth.core.Excerpt;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/// Reads messages of one type, compressed ones too, and says what is wrong with those that it
/// cannot read. Thread-safe.
final class MessageDecoder<Q extends Message> implements GrpcMessageDecoder<Q> {
    private static final String IDENTITY = "identity";

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

    /// Reads a message that is plain or compressed by gzip.
    ///
    /// @throws ProblemException `request-malformed` or `body-too-large`
    @Override
    public Q decode(GrpcMessage message) {
        GrpcMessage readable =
                message.encoding().equals(IDENTITY)
                        ? message
                        : GrpcMessage.message(
                                IDENTITY, message.format(), decompress(message.payload()));
        try {
            return plain.decode(readable);
        } catch (CodecException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message of "
                            + readable.payload().length()
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

    /// Never makes more than a byte beyond the limit.
    private Buffer decompress(Buffer compressed) {
        byte[] bytes;
        try (InputStream in =
                new GZIPInputStream(new ByteArrayInputStream(compressed.getBytes()))) {
            bytes = in.readNBytes(bytesMax + 1);
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a message of "
                            + compressed.length()
                            + " bytes is not gzip: "
                            + Excerpt.of(String.valueOf(e.getMessage())),
                    "compress whole messages, or send them as they are");
        }
        if (bytes.length > bytesMax) {
            throw MessageFrames.tooLong("a message of more bytes when decompressed", bytesMax);
        }
        return Buffer.buffer(bytes);
    }

    @Override
    public boolean accepts(WireFormat format) {
        return plain.accepts(format);
    }
}
