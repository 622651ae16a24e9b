package dev.berth.client.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Set of the connections to one server that are not closed. Not thread-safe.
final class ConnectionSet<C> {
    private final List<PooledConnection<C>> connections = new ArrayList<>();

    void add(PooledConnection<C> connection) {
        connections.add(connection);
    }

    void remove(PooledConnection<C> connection) {
        connections.remove(connection);
    }

    /// A snapshot.
    List<PooledConnection<C>> all() {
        return List.copyOf(connections);
    }

    boolean isEmpty() {
        return connections.isEmpty();
    }

    /// The connection with the fewest calls that can take another; null if there is none.
    @Nullable PooledConnection<C> freest() {
        PooledConnection<C> best = null;
        for (PooledConnection<C> connection : connections) {
            if (connection.free() > 0 && (best == null || connection.inUse() < best.inUse())) {
                best = connection;
            }
        }
        return best;
    }

    int count(PooledConnection.Phase phase) {
        int count = 0;
        for (PooledConnection<C> connection : connections) {
            count += connection.phase == phase ? 1 : 0;
        }
        return count;
    }

    int connecting() {
        return count(PooledConnection.Phase.CONNECTING);
    }

    int retiring() {
        return count(PooledConnection.Phase.RETIRING);
    }

    /// The number of connections that take calls, or will.
    int live() {
        return connections.size() - retiring();
    }

    boolean hasOpen() {
        return connecting() < connections.size();
    }

    boolean hasAbandoned() {
        for (PooledConnection<C> connection : connections) {
            if (connection.abandoned.size() > 0) {
                return true;
            }
        }
        return false;
    }

    PoolState state(int waiting) {
        int streams = 0;
        int active = 0;
        int inUse = 0;
        for (PooledConnection<C> connection : connections) {
            streams += connection.phase == PooledConnection.Phase.READY ? connection.streams : 0;
            active += connection.active.size();
            inUse += connection.inUse();
        }
        return new PoolState(
                count(PooledConnection.Phase.READY),
                connecting(),
                retiring(),
                streams,
                active,
                inUse - active,
                waiting);
    }
}
