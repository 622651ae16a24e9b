package dev.berth.client.wire;

import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.core.Problem;

/// Failure of an attempt.
///
/// @param ending outcome as evidence about the server
public record AttemptFailure(Problem problem, Retryability repeat, AttemptOutcome ending) {}
