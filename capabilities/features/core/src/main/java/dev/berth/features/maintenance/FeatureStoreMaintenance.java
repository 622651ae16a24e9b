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

/// What keeps the features of a system up to date in a process that serves. Thread-safe.
public interface FeatureStoreMaintenance {

    /// How that goes. Of the store it tells what was read some seconds ago at most, or, if the
    /// store does not answer, what was read last: it waits a fraction of a second for it, whatever
    /// hangs.
    FeatureStoreStatus status();

    /// What is lost of the store, as was known some seconds ago; empty if nothing is known to be.
    /// Never waits: with the first call the store is checked.
    Optional<Problem> damage();

    /// Begins to materialize views in the background, one after the other; those that are being
    /// materialized already continue.
    ///
    /// @param views empty for all that can be materialized
    /// @param until up to when events count, if that is before what the history has; empty for all
    ///   that it has. Where a view is materialized up to later already, nothing is added
    /// @return how far each of them is
    /// @throws dev.berth.core.ProblemException `unimplemented` in a process that only reads
    List<MaterializationStatus> materialize(
            List<ViewReference> views, MaterializationScope extent, Optional<Instant> until);

    /// How the last materialization of each view goes.
    List<MaterializationStatus> runs();

    /// Materializes all views again and again from now on.
    ///
    /// @param interval from the beginning of one time to that of the next; asked again and again,
    ///   empty while nothing is to be done
    void materializeEvery(Supplier<Optional<Duration>> interval);
}
