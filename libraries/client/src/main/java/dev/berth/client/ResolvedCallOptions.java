package dev.berth.client;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a call is to be, once its options are known.
///
/// @param target the endpoint or model, for messages and meters
/// @param hedgeNanos empty for no hedge
/// @param attemptNanos how long one attempt may take; empty for as long as the call
/// @param headers those that all attempts have in common
record ResolvedCallOptions(
        String target,
        Deadline deadline,
        Idempotence idempotence,
        OptionalLong hedgeNanos,
        OptionalLong attemptNanos,
        Optional<TraceContext> trace,
        String requestId,
        Map<String, String> headers) {

    /// Whether a server that does not answer costs the call a part of its time alone.
    boolean leavesSilentServers() {
        return idempotence == Idempotence.REPEATABLE
                && (hedgeNanos.isPresent() || attemptNanos.isPresent());
    }

    /// Without the headers, of which one may be a key.
    @Override
    public String toString() {
        return target + ", request " + requestId;
    }
}
