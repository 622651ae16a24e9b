package dev.berth.client;

import java.util.Map;
import java.util.OptionalLong;

/// What a call is to be, once its options are known.
///
/// @param target the endpoint or model, for messages and meters
/// @param hedgeNanos empty for no hedge
/// @param headers those that all attempts have in common
record CallPlan(
        String target,
        Deadline deadline,
        Idempotence idempotence,
        OptionalLong hedgeNanos,
        TraceContext trace,
        String requestId,
        Map<String, String> headers) {

    /// Without the headers, of which one may be a key.
    @Override
    public String toString() {
        return target + ", request " + requestId;
    }
}
