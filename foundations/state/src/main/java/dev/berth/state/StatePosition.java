package dev.berth.state;

import org.jspecify.annotations.Nullable;

/// A reader's position in a [StateStore].
public final class StatePosition {
    /// The position of a reader that has read nothing.
    public static final StatePosition START = new StatePosition(null, 0);

    private final @Nullable Object database;
    private final long revision;

    /// @param database the identity of the database that was read
    /// @param revision of the last entry in it, of any log
    StatePosition(@Nullable Object database, long revision) {
        this.database = database;
        this.revision = revision;
    }

    long revision() {
        return revision;
    }

    /// Whether a reader at this position misses nothing but later entries. It does miss others if
    /// the database is not the same, or was restored from a backup.
    boolean precedes(StatePosition later) {
        return database != null && database.equals(later.database) && revision <= later.revision;
    }
}
