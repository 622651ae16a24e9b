package dev.berth.features.rocksdb;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.Path;

/// Signal that a database was closed before a use began; nothing was done.
final class ClosedRows extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedRows() {
        super("the database is closed", null, false, false);
    }

    /// The problem for callers if no other database replaced it.
    static ProblemException problem(Path directory) {
        return new ProblemException(
                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                "the store in " + directory + " is closed",
                "close a store after the last use of it");
    }
}
