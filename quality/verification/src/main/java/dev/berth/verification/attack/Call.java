package dev.berth.verification.attack;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// HTTP request.
///
/// @param path for a POST of `content`
/// @param headers besides the usual ones
record Call(String path, Map<String, String> headers, Content content) {
    Call {
        headers = Map.copyOf(headers);
    }

    static Call json(String path, String body) {
        return new Call(path, Map.of(), new Content(body.getBytes(StandardCharsets.UTF_8)));
    }

    /// A request with a gzip-compressed body.
    static Call gzip(String path, byte[] compressed) {
        return new Call(path, Map.of("Content-Encoding", "gzip"), new Content(compressed));
    }

    /// Immutable bytes of a body.
    static final class Content {
        private final byte[] bytes;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }
}
