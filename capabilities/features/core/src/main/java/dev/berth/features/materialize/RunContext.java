package dev.berth.features.materialize;

import dev.berth.features.ingest.LogReplay;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.state.EntityStateFactory;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/// Dependencies shared by all runs of a view's materialization.
///
/// @param replay of the log; empty unless the view is streamed
/// @param feeding lock held for each ingested batch of the view's source
/// @param loadBytesMax bytes after which a bulk load ends with a checkpoint
record RunContext(
        EntityStateFactory states,
        EntityKeys keys,
        ViewKeyspace space,
        OnlineStore store,
        CheckpointStore note,
        RunStatistics statistics,
        Optional<LogReplay> replay,
        Lock feeding,
        long loadBytesMax,
        MaterializationListener progress) {}
