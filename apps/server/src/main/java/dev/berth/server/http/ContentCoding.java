package dev.berth.server.http;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.json.ByteSink;
import dev.berth.server.memory.Inflation;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Content coding of a body.
///
/// Source: RFC 9110, section 8.4.1; `deflate` is the zlib format.
enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /// Smaller bodies go in one packet anyway.
    static final int WORTH_BYTES = 1400;

    /// Compressing this takes some milliseconds, longer than other requests of the event loop
    /// should wait.
    static final int OFF_LOOP_BYTES = 128 << 10;

    private static final int CHUNK_BYTES = 8 << 10;

    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The coding of a request's body.
    ///
    /// @throws ProblemException `unsupported-media-type`
    static ContentCoding ofRequest(@Nullable String header) {
        if (header == null) {
            return IDENTITY;
        }
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                    throw new ProblemException(
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            "content encoding '"
                                    + SanitizedText.of(header)
                                    + "' (expected: gzip, deflate or identity)",
                            "send the body in one of these");
        };
    }

    /// What the answer may be compressed with: gzip before deflate; a coding with weight 0 is not
    /// taken.
    static ContentCoding accepted(@Nullable String header) {
        if (header == null) {
            return IDENTITY;
        }
        ContentCoding best = IDENTITY;
        for (String offer : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = offer.split(";", -1);
            String token = parts[0].strip();
            boolean refused = parts.length > 1 && parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
            if (!refused && (token.equals("gzip") || token.equals("*"))) {
                return GZIP;
            }
            if (!refused && token.equals("deflate")) {
                best = DEFLATE;
            }
        }
        return best;
    }

    /// The body decompressed, as far as its limits go.
    ///
    /// @throws ProblemException `body-too-large`, `in-flight-memory-exceeded` or
    ///   `request-malformed`
    ByteBuffer decode(ByteBuffer body, Inflation inflation) {
        try (InputStream plain = decoder(body)) {
            return inflation.read(plain).toBuffer();
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "the body is not " + token() + ": " + e.getMessage(),
                    "compress the whole body, or leave out Content-Encoding");
        }
    }

    private InputStream decoder(ByteBuffer body) throws IOException {
        var bytes =
                new ByteArrayInputStream(
                        body.array(), body.arrayOffset() + body.position(), body.remaining());
        return switch (this) {
            case IDENTITY -> bytes;
            case GZIP -> new GZIPInputStream(bytes, CHUNK_BYTES);
            case DEFLATE -> new InflaterInputStream(bytes);
        };
    }

    Buffer encode(Buffer plain) {
        var sink = new ByteSink(plain.length() / 3 + 64);
        try (OutputStream out = encoder(sink)) {
            ByteBuffer bytes = RequestBodyAggregator.heapBytes(plain);
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be written", e);
        }
        return BufferInternal.buffer(Unpooled.wrappedBuffer(sink.toBuffer()));
    }

    private OutputStream encoder(ByteSink sink) throws IOException {
        var out = new SinkStream(sink);
        return switch (this) {
            case IDENTITY -> out;
            case GZIP -> new GZIPOutputStream(out, CHUNK_BYTES);
            case DEFLATE -> new DeflaterOutputStream(out);
        };
    }

    /// A [ByteSink] as a stream.
    private static final class SinkStream extends OutputStream {
        private final ByteSink sink;

        SinkStream(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) {
            sink.put((byte) value);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            sink.put(bytes, from, count);
        }
    }
}
