package dev.berth.endpoint.precomputed;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.system.SystemDescription;
import dev.berth.core.tensor.TensorPool;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;

/// Precomputed answers of the endpoints of one system. Thread-safe.
///
/// Each look-up reads one snapshot: the current one when it begins. A later snapshot takes its
/// place as a whole.
public interface PrecomputedAnswers extends AutoCloseable {
    /// Opens the current snapshots of these endpoints, follows their later ones, and closes those
    /// of others. Blocks for the disk.
    void serve(Set<EndpointName> endpoints);

    /// Whether a look-up takes microseconds and waits for no other machine.
    boolean isInlineable(EndpointName endpoint);

    /// Looks up the answer to a record. Blocks if it is not inlineable.
    PrecomputedLookup find(PrecomputedQuery query, TensorPool pool);

    /// Looks up the default answer. Blocks if it is not inlineable.
    PrecomputedLookup findDefault(PrecomputedQuery query, TensorPool pool);

    /// The snapshots that are served, by endpoint.
    List<PrecomputedStatus> statuses();

    @Override
    void close();

    /// Factory, found by `ServiceLoader`.
    interface Source {
        /// The answers of a system; reads nothing yet.
        ///
        /// @param system its description now, read at each use as it may change
        PrecomputedAnswers of(Supplier<SystemDescription> system);
    }

    /// The answers of a system, if the capability that has them is among the jars.
    static Optional<PrecomputedAnswers> find(Supplier<SystemDescription> system) {
        return ServiceLoader.load(Source.class, Source.class.getClassLoader())
                .findFirst()
                .map(source -> source.of(system));
    }
}
