package dev.berth.features.materialize;

import dev.berth.features.ingest.LogReplay;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.state.EntityStateFactory;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/// What all runs of a view's materialization have in common.
///
/// @param replay of what arrived; empty unless the view's events do
/// @param feeding held for each batch that is fed to the view's source
/// @param loadBytesMax after so many bytes of a load it is ended, and how far that is noted
record RunParts(
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
