package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// Record of the process that has a store open, in a file beside it. RocksDB's own lock excludes
/// others; this is for the error message.
final class StoreLockOwner {
    private static final String FILE = "HOLDER";

    private final Path directory;

    StoreLockOwner(Path directory) {
        this.directory = directory;
    }

    /// Records this process.
    void write() throws IOException {
        Files.writeString(
                directory.resolve(FILE),
                "process "
                        + ProcessHandle.current().pid()
                        + " since "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /// Whether RocksDB failed because of its lock.
    boolean isMeantBy(RocksDBException failure) {
        Status status = failure.getStatus();
        String message = failure.getMessage();
        return status != null
                && status.getCode() == Status.Code.IOError
                && message != null
                // "While lock file" for other processes, "lock hold by current process" for this
                // one.
                && message.contains("lock ");
    }

    ProblemException problem(RocksDBException failure) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.ONLINE_STORE_UNAVAILABLE,
                        "the store in "
                                + directory
                                + " is open already, by "
                                + name()
                                + "; it can be written by one process at a time",
                        "stop that one or, if it is a server, have it do this (commands have"
                                + " `--server`); rows that several processes write are kept in"
                                + " Redis"),
                failure);
    }

    private String name() {
        try {
            return Files.readString(directory.resolve(FILE));
        } catch (IOException e) {
            // Between lock and record, or another program.
            return "a process that does not say which";
        }
    }
}
