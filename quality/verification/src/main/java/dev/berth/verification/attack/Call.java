package dev.berth.verification.attack;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A request in HTTP.
///
/// @param path where a POST of `content` goes
/// @param headers besides the usual ones
record Call(String path, Map<String, String> headers, Content content) {
    Call {
        headers = Map.copyOf(headers);
    }

    static Call json(String path, String body) {
        return new Call(path, Map.of(), new Content(body.getBytes(StandardCharsets.UTF_8)));
    }

    /// The same with a body that is sent compressed by gzip.
    static Call gzip(String path, byte[] compressed) {
        return new Call(path, Map.of("Content-Encoding", "gzip"), new Content(compressed));
    }

    /// The bytes of a body, which is never changed.
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
