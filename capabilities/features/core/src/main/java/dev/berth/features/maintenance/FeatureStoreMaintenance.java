package dev.berth.features.maintenance;

import dev.berth.core.Problem;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Maintenance of a feature store by a serving process: ingestion, materialization and status.
/// Thread-safe.
public interface FeatureStoreMaintenance {

    /// The current status. What it reports of the store is some seconds old at most, or the last
    /// value read if the store does not answer: it waits a fraction of a second only.
    FeatureStoreStatus status();

    /// Damage of the store as of some seconds ago; empty if none is known. Never waits: the first
    /// call starts the check.
    Optional<Problem> damage();

    /// Starts to materialize views in the background, one after the other; a view already being
    /// materialized continues.
    ///
    /// @param views empty for all that can be materialized
    /// @param until up to when events count, if before the end of the history; empty for all
    ///   events. A view that is materialized up to later is unchanged
    /// @return the status of each view
    /// @throws dev.berth.core.ProblemException `unimplemented` in a process that only reads
    List<MaterializationStatus> materialize(
            List<ViewReference> views, MaterializationScope extent, Optional<Instant> until);

    /// The last materialization of each view.
    List<MaterializationStatus> runs();

    /// Materializes all views periodically from now on.
    ///
    /// @param interval from one start to the next; evaluated repeatedly, empty to pause
    void materializeEvery(Supplier<Optional<Duration>> interval);
}
