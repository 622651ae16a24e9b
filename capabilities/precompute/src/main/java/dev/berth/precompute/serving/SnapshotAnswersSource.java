package dev.berth.precompute.serving;

import dev.berth.core.system.SystemDescription;
import dev.berth.endpoint.precomputed.PrecomputedAnswers;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/// Factory of the precomputed answers of a system.
public final class SnapshotAnswersSource implements PrecomputedAnswers.Source {
    private final Map<String, String> environment;

    /// For `java.util.ServiceLoader`.
    public SnapshotAnswersSource() {
        this(System.getenv());
    }

    /// @param environment with the master key of users' keys, if answers are encrypted
    public SnapshotAnswersSource(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public PrecomputedAnswers of(Supplier<SystemDescription> system) {
        return new SnapshotAnswers(system, environment, InstantSource.system());
    }
}
