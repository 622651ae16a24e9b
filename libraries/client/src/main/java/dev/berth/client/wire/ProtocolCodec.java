package dev.berth.client.wire;

import dev.berth.client.balancing.Address;
import dev.berth.core.ProblemException;
import java.util.Map;

/// One call in the form of one protocol: the request that each attempt sends, and how its answer is
/// read.
public interface ProtocolCodec<T> {
    /// The request, without what differs between attempts.
    WireRequest request();

    /// The header that tells how long the caller still waits.
    Map<String, String> timeout(long remainingNanos);

    /// Reads an answer.
    ///
    /// @throws ProblemException if its bytes are not of the protocol's form
    AttemptResult<T> read(WireResponse answer, Address server);
}
