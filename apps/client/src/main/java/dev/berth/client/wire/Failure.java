package dev.berth.client.wire;

import dev.berth.client.group.Ending;
import dev.berth.core.Problem;

/// Why an attempt came to nothing.
///
/// @param ending what it tells about the server
public record Failure(Problem problem, Repeat repeat, Ending ending) {}
