package dev.berth.client;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Options of a call after applying defaults.
///
/// @param target the endpoint or model, for messages and meters
/// @param hedgeNanos empty for no hedge
/// @param attemptNanos timeout of one attempt; empty for the remaining time of the call
/// @param headers shared by all attempts
record ResolvedCallOptions(
        String target,
        Deadline deadline,
        Idempotence idempotence,
        OptionalLong hedgeNanos,
        OptionalLong attemptNanos,
        Optional<TraceContext> trace,
        String requestId,
        Map<String, String> headers) {

    /// Whether an unresponsive server costs the call only a part of its time.
    boolean leavesSilentServers() {
        return idempotence == Idempotence.REPEATABLE
                && (hedgeNanos.isPresent() || attemptNanos.isPresent());
    }

    /// Without the headers, which may contain a key.
    @Override
    public String toString() {
        return target + ", request " + requestId;
    }
}
