package dev.berth.features.materialise;

import dev.berth.features.ingest.LogReplay;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewSpace;
import dev.berth.features.state.ViewStates;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/// What all runs of a view's materialisation have in common.
///
/// @param replay of what arrived; empty unless the view's events do
/// @param feeding held for each batch that is fed to the view's source
/// @param loadBytesMax after so many bytes of a load it is ended, and how far that is noted
record RunParts(
        ViewStates states,
        EntityKeys keys,
        ViewSpace space,
        OnlineStore store,
        RunNote note,
        RunStatistics statistics,
        Optional<LogReplay> replay,
        Lock feeding,
        long loadBytesMax,
        MaterialisationProgress progress) {}
