package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.core.ProblemException;
import java.util.Map;

/// Codec of one call in one protocol: encodes the request of its attempts and decodes the response.
public interface ProtocolCodec<T> {
    /// The request, without the headers that differ between attempts.
    WireRequest request();

    /// The header with the caller's remaining time.
    Map<String, String> timeout(long remainingNanos);

    /// Decodes a response.
    ///
    /// @throws ProblemException if the bytes do not have the protocol's format
    AttemptResult<T> read(WireResponse answer, Address server);
}
