package dev.berth.serving.execution;

import dev.berth.core.ModelName;

/// The sessions of one model at this moment, all versions together, and what came of those before.
///
/// @param open sessions that are open
/// @param stateBytes bytes of their state
/// @param begun sessions that were begun since the process started
/// @param expired sessions that expired, or whose version went away
/// @param refused sessions that were refused for want of room
public record SessionStatus(
        ModelName model, int open, long stateBytes, long begun, long expired, long refused) {}
