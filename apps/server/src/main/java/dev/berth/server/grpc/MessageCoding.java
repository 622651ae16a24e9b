package dev.berth.server.grpc;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Compression of the messages of a call.
///
/// Source: gRPC over HTTP/2, "Content-Coding"; `deflate` is the zlib format.
enum MessageCoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /// All of them, as the header `grpc-accept-encoding` lists them.
    static final String TOKENS =
            Arrays.stream(values()).map(MessageCoding::token).collect(Collectors.joining(","));

    String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The coding of a call with this header `grpc-encoding`; null for one that is not offered.
    static @Nullable MessageCoding find(@Nullable String header) {
        return switch (header) {
            case null -> IDENTITY;
            case "identity" -> IDENTITY;
            case "gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> null;
        };
    }

    /// The bytes decompressed.
    InputStream decoder(InputStream compressed) throws IOException {
        return switch (this) {
            case IDENTITY -> compressed;
            case GZIP -> new GZIPInputStream(compressed);
            case DEFLATE -> new ZlibInputStream(compressed);
        };
    }

    /// Bytes of zlib without a preset dictionary, which gRPC has not.
    private static final class ZlibInputStream extends InflaterInputStream {
        ZlibInputStream(InputStream compressed) {
            super(compressed);
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            int read = super.read(bytes, from, count);
            if (inf.needsDictionary()) {
                throw new IOException("it needs a preset dictionary");
            }
            return read;
        }
    }
}
