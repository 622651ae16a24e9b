package dev.berth.client;

import dev.berth.core.Problem;
import java.util.Map;

/// Answers a record in the place of servers that could not be had in time. It is not asked when the
/// caller's request is wrong.
///
/// Runs on a virtual thread of its own, so it may block and compute, for instance with a smaller
/// model in this process.
@FunctionalInterface
public interface RecordFallback {
    /// The answer to a record.
    ///
    /// @param problem why no server answered
    Map<String, ?> answer(Map<String, ?> input, Problem problem);
}
