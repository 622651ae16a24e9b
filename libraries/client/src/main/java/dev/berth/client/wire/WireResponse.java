package dev.berth.client.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/// Complete HTTP response.
///
/// @param trailers empty except for gRPC
public record WireResponse(int status, MultiMap headers, Buffer body, MultiMap trailers) {
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// A trailer, or the header of that name: a gRPC call that ends at once has no trailers.
    Optional<String> trailer(String name) {
        String trailer = trailers.get(name);
        return trailer == null ? header(name) : Optional.of(trailer);
    }
}
