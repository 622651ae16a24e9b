package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Reads a store that another process writes.
///
/// It looks at that one's log and files: before a read, by the thread that reads, if it has not
/// done so for a while.
final class RocksFollower implements OnlineStore {
    /// How old what is read can be at most. A look costs some hundred microseconds.
    static final Duration BEHIND_MAX = Duration.ofMillis(100);

    /// A file may go between the list of files and the look into it; the next list lacks it.
    private static final int LOOKS_MAX = 5;

    private final Path directory;
    private final Path own;
    private final RocksRows rows;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile long lookedNanos;

    private RocksFollower(Path directory, Path own, RocksRows rows) {
        this.directory = directory;
        this.own = own;
        this.rows = rows;
        lookedNanos = System.nanoTime();
    }

    static RocksFollower open(Path directory, long cacheBytes) {
        var setup = RocksSetup.of(cacheBytes);
        try {
            // For its log alone.
            Path own = Files.createTempDirectory("berth-rocksdb");
            RocksDB db = openBeside(directory, setup, own);
            return new RocksFollower(
                    directory, own, new RocksRows(directory, setup, setup.keep(db)));
        } catch (IOException e) {
            setup.close();
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.STORE_UNAVAILABLE,
                            "no folder for temporary files can be made: " + e,
                            "name one with -Djava.io.tmpdir"),
                    e);
        } catch (RuntimeException e) {
            setup.close();
            throw e;
        }
    }

    private static RocksDB openBeside(Path directory, RocksSetup setup, Path own) {
        try {
            return RocksDB.openAsSecondary(setup.options(), directory.toString(), own.toString());
        } catch (RocksDBException e) {
            clear(own);
            throw RocksProblems.of(directory, "be opened to read", e);
        }
    }

    private void follow() {
        if (System.nanoTime() - lookedNanos < BEHIND_MAX.toNanos() || !looking.tryLock()) {
            return;
        }
        try {
            rows.use("be followed", RocksFollower::look);
            lookedNanos = System.nanoTime();
        } finally {
            looking.unlock();
        }
    }

    private static boolean look(RocksDB db) throws RocksDBException {
        for (int look = 1; ; look++) {
            try {
                db.tryCatchUpWithPrimary();
                return true;
            } catch (RocksDBException e) {
                if (look == LOOKS_MAX) {
                    throw e;
                }
            }
        }
    }

    @Override
    public byte @Nullable [] read(byte[] key) {
        follow();
        return rows.read(key);
    }

    @Override
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        follow();
        return rows.readAll(keys);
    }

    @Override
    public void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
        follow();
        rows.scan(prefix, visitor);
    }

    @Override
    public void write(StoreBatch batch) {
        throw toRead();
    }

    @Override
    public void deletePrefix(byte[] prefix) {
        throw toRead();
    }

    @Override
    public BulkLoad bulkLoad() {
        throw toRead();
    }

    private ProblemException toRead() {
        return new ProblemException(
                ProblemCode.STORE_UNAVAILABLE,
                "the store in " + directory + " was opened to read alone",
                "write in the process that has it open to write");
    }

    /// A look at what the other process has written can take longer.
    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public void close() {
        rows.close();
        clear(own);
    }

    private static void clear(Path own) {
        try {
            LoadFolder.clear(own);
        } catch (IOException e) {
            System.getLogger(RocksFollower.class.getName())
                    .log(System.Logger.Level.DEBUG, "a folder stays behind", e);
        }
    }
}
