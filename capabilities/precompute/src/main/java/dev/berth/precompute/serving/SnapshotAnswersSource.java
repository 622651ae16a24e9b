package dev.berth.precompute.serving;

import dev.berth.core.system.SystemDescription;
import dev.berth.endpoint.precomputed.PrecomputedAnswers;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Factory of the precomputed answers of a system.
public final class SnapshotAnswersSource implements PrecomputedAnswers.Source {
    /// For `java.util.ServiceLoader`.
    public SnapshotAnswersSource() {}

    @Override
    public PrecomputedAnswers of(Supplier<SystemDescription> system) {
        return new SnapshotAnswers(system, System.getenv(), InstantSource.system());
    }
}
