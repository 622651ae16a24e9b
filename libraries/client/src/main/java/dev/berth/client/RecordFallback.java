package dev.berth.client;

import dev.berth.core.Problem;
import java.util.Map;

/// Fallback that produces a response when no server is available in time. Not called for an invalid
/// request.
///
/// Runs on its own virtual thread, so it may block and compute, for instance with a smaller model
/// in this process.
@FunctionalInterface
public interface RecordFallback {
    /// Produces the response to a record.
    ///
    /// @param problem why no server responded
    Map<String, ?> answer(Map<String, ?> input, Problem problem);
}
