package dev.berth.serving.execution;

import dev.berth.core.ModelReference;

/// Current length and age of one version's queue.
///
/// @param rowsMax how many may wait in one of its queues
/// @param oldestWaitNanos how long the request has waited that waits longest; 0 if none waits
public record QueueStatus(
        ModelReference model, int requests, int rows, int rowsMax, long oldestWaitNanos) {}
