package dev.berth.precompute.snapshot;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import java.util.List;
import java.util.OptionalLong;

/// Place where the snapshots of a system are kept. Thread-safe; methods block for the disk or the
/// network. Failures are [dev.berth.core.ProblemException]s.
///
/// A snapshot is complete or not there, and never changes. Which one is current is a pointer that
/// changes at once; readers of the one before finish on it.
public interface SnapshotStore extends AutoCloseable {
    /// The complete snapshots, by number.
    List<SnapshotManifest> list(EndpointName endpoint);

    /// The number of the current snapshot; empty if there is none.
    OptionalLong current(EndpointName endpoint);

    /// The manifest of a snapshot.
    ///
    /// @throws dev.berth.core.ProblemException `precomputed-unreadable` if there is none
    SnapshotManifest manifest(EndpointName endpoint, long number);

    /// Opens a snapshot to read.
    OnlineStore open(EndpointName endpoint, long number);

    /// Begins a snapshot.
    ///
    /// @param number of no other one
    Draft begin(EndpointName endpoint, long number);

    /// Makes a complete snapshot the current one.
    void setCurrent(EndpointName endpoint, long number);

    /// Removes a snapshot that is not the current one.
    void remove(EndpointName endpoint, long number);

    @Override
    void close();

    /// Snapshot that is being written. For one thread.
    interface Draft extends AutoCloseable {
        /// Where its rows go.
        BulkLoad rows();

        /// Completes it.
        void finish(SnapshotManifest manifest);

        /// Discards it, unless it is complete.
        @Override
        void close();
    }
}
