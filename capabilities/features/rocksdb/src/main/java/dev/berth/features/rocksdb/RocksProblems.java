package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// Problems for failures of RocksDB.
final class RocksProblems {
    private RocksProblems() {}

    static ProblemException of(Path directory, String cannot, RocksDBException failure) {
        String message =
                "the store in " + directory + " cannot " + cannot + ": " + messageOf(failure);
        Problem problem =
                isDamage(failure)
                        ? damage(message)
                        : Problem.of(
                                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                                message,
                                remedy(directory, failure));
        return new ProblemException(problem, failure);
    }

    /// The problem of a store with a damaged file.
    static Problem of(Path directory, StoreCheck.Damage damage) {
        return damage(
                "the store in "
                        + directory
                        + " is damaged: the file "
                        + damage.file().getFileName()
                        + " "
                        + damage.what());
    }

    private static Problem damage(String message) {
        return Problem.of(
                ProblemCode.STORE_DAMAGED,
                message,
                "run `berth features materialize DIR --full` (with `--server` while one runs), which"
                        + " sets the damaged files aside and writes all views anew; what was fed and"
                        + " is in no history is lost");
    }

    /// The message, or the status where RocksDB gives no message.
    private static String messageOf(RocksDBException failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? "RocksDB gives no reason" : message;
    }

    /// Whether a part of the store is lost: wrong bytes, or a missing file.
    static boolean isDamage(RocksDBException failure) {
        Status status = failure.getStatus();
        return status != null
                && (status.getCode() == Status.Code.Corruption
                        || (status.getCode() == Status.Code.IOError
                                && messageOf(failure).contains("No such file or directory")
                                && messageOf(failure).contains(".sst")));
    }

    /// Whether the disk or the store's quota is full.
    static boolean isOutOfSpace(RocksDBException failure) {
        Status status = failure.getStatus();
        return status != null
                && (status.getSubCode() == Status.SubCode.NoSpace
                        // A load's file is written through another class, which loses the
                        // subcode.
                        || messageOf(failure).contains("No space left on device"));
    }

    private static String remedy(Path directory, RocksDBException failure) {
        return isOutOfSpace(failure)
                ? "free space on the disk of "
                        + directory
                        + ", 100 MB at least; the store continues by itself within seconds"
                : "check the disk, the permissions of "
                        + directory
                        + " and the file LOG in it, and try again";
    }
}
