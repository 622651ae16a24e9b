package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// What RocksDB's failures mean to whoever runs Berth.
final class RocksProblems {
    private RocksProblems() {}

    static ProblemException of(Path directory, String cannot, RocksDBException failure) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.STORE_UNAVAILABLE,
                        "the store in " + directory + " cannot " + cannot + ": " + said(failure),
                        remedy(directory, failure.getStatus())),
                failure);
    }

    /// RocksDB leaves the message out where its status says it all.
    private static String said(RocksDBException failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? "RocksDB gives no reason" : message;
    }

    private static String remedy(Path directory, @Nullable Status status) {
        if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
            return "free space on the disk of " + directory + " and restart";
        }
        if (status != null && status.getCode() == Status.Code.Corruption) {
            return "delete "
                    + directory
                    + " or put back a copy of it, and materialize its views again";
        }
        return "look at the disk, at the rights to "
                + directory
                + " and at the file LOG in it, and restart when that is mended";
    }
}
