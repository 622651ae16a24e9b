package dev.berth.features.rocksdb;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.Path;

/// A use of a database that is closed, or about to be. Nothing of it was done.
final class ClosedRows extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedRows() {
        super("the database is closed", null, false, false);
    }

    /// What it means to a caller, where no other database has taken its place.
    static ProblemException problem(Path directory) {
        return new ProblemException(
                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                "the store in " + directory + " is closed",
                "close a store after the last use of it");
    }
}
