package dev.berth.client.wire;

import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.core.Problem;

/// Why an attempt came to nothing.
///
/// @param ending what it tells about the server
public record AttemptFailure(Problem problem, Retryability repeat, AttemptOutcome ending) {}
