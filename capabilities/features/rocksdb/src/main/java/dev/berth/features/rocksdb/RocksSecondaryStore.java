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
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Read-only store that follows another process's writes (a RocksDB secondary instance).
///
/// A thread polls the writer's log and files while there are readers. The first reader after a
/// pause polls before it reads. RocksDB only catches up if the files have grown: while it does, no
/// row comes from the cache.
final class RocksSecondaryStore implements OnlineStore {
    private static final System.Logger LOG = System.getLogger(RocksSecondaryStore.class.getName());

    /// Maximum staleness of a read.
    static final Duration BEHIND_MAX = Duration.ofMillis(100);

    /// Poll interval: short enough that one may be late.
    private static final Duration POLL_INTERVAL = Duration.ofMillis(40);

    /// Time after the last read until polling stops: idle processes do nothing.
    private static final Duration READERS_GONE = Duration.ofSeconds(2);

    /// Attempts at listing files: one may be deleted between the list and its inspection.
    private static final int ATTEMPTS_MAX = 5;

    /// Interval for reopening a store with damaged files, which reads its log: rare enough to cost
    /// little.
    private static final Duration OPENINGS_APART = Duration.ofSeconds(1);

    /// RocksDB's counter of combinations of memory tables and files.
    private static final String ASSEMBLY = "rocksdb.current-super-version-number";

    private final Path directory;
    private final CacheSizes sizes;
    private final StoreFiles files;
    private final StoreCheck check;
    private final ReentrantLock pollLock = new ReentrantLock();
    private final Thread follower;
    private volatile OpenDatabase opened;

    /// As of the last poll, by the thread that holds [#pollLock].
    private List<StoreFiles.FileState> seenFiles = List.of();

    private long seenSequence;

    private long seenAssembly;
    private volatile long polledNanos;
    private volatile long readNanos;
    private volatile boolean idle;
    private volatile boolean closed;

    /// Database opened beside the writer.
    ///
    /// @param own directory for its log, and links to the files of a damaged store
    /// @param identity of the store, which may be replaced
    /// @param follows whether it can catch up; a store with damaged files is reopened instead
    private record OpenDatabase(
            RocksRows rows, Path own, String identity, boolean follows, long openedNanos) {
        void close() {
            rows.close();
            clear(own);
        }
    }

    private RocksSecondaryStore(
            Path directory, CacheSizes sizes, StoreCheck check, OpenDatabase opened) {
        this.directory = directory;
        this.sizes = sizes;
        this.files = new StoreFiles(directory);
        this.check = check;
        this.opened = opened;
        polledNanos = System.nanoTime();
        readNanos = polledNanos;
        follower = Thread.ofPlatform().daemon().name("berth-rocksdb-follower").start(this::keepUp);
    }

    static RocksSecondaryStore open(Path directory, CacheSizes sizes) {
        var check = new StoreCheck(directory);
        return new RocksSecondaryStore(
                directory,
                sizes,
                check,
                open(directory, sizes, check.damage().or(check::damageOfLogs)));
    }

    private static OpenDatabase open(
            Path directory, CacheSizes sizes, Optional<StoreCheck.Damage> damage) {
        if (damage.isPresent() && !damage.get().isOfTable()) {
            throw new ProblemException(RocksProblems.of(directory, damage.get()));
        }
        boolean follows = damage.isEmpty();
        RocksSetup setup =
                follows
                        ? RocksSetup.of(sizes.blockBytes())
                        : RocksSetup.ofDamaged(sizes.blockBytes());
        try {
            String identity = StoreFiles.identity(directory);
            Path own = Files.createTempDirectory("berth-rocksdb");
            RocksDB db = setup.keep(openBeside(directory, setup, own, follows));
            var rows = new RocksRows(directory, setup, db, RowCache.of(sizes.rowBytes()));
            return new OpenDatabase(rows, own, identity, follows, System.nanoTime());
        } catch (IOException e) {
            setup.close();
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ONLINE_STORE_UNAVAILABLE,
                            "no folder for temporary files can be made or filled: " + e,
                            "name one with -Djava.io.tmpdir"),
                    e);
        } catch (RuntimeException e) {
            setup.close();
            throw e;
        }
    }

    private static RocksDB openBeside(Path directory, RocksSetup setup, Path own, boolean follows)
            throws IOException {
        try {
            if (follows) {
                return RocksDB.openAsSecondary(
                        setup.options(), directory.toString(), own.toString());
            }
            // A secondary takes a missing file for one yet to come, and reads nothing.
            LinkedStore.link(directory, own);
            return RocksDB.openReadOnly(setup.options(), own.toString());
        } catch (RocksDBException e) {
            clear(own);
            throw RocksProblems.of(directory, "be opened to read", e);
        }
    }

    private void keepUp() {
        while (!closed) {
            if (System.nanoTime() - readNanos > READERS_GONE.toNanos()) {
                idle = true;
                // A read between the two lines above is seen here, or wakes this thread up.
                if (System.nanoTime() - readNanos > READERS_GONE.toNanos()) {
                    LockSupport.park(this);
                }
                idle = false;
            } else {
                pollInBackground();
                LockSupport.parkNanos(this, POLL_INTERVAL.toNanos());
            }
        }
    }

    /// Polls in the background; a failure is left to the next read, which reports it.
    private void pollInBackground() {
        if (!pollLock.tryLock()) {
            return;
        }
        try {
            pollNow();
        } catch (ProblemException e) {
            LOG.log(System.Logger.Level.DEBUG, "the store could not be followed", e);
        } finally {
            pollLock.unlock();
        }
    }

    private void pollNow() {
        long now = System.nanoTime();
        List<StoreFiles.FileState> found = filesNow();
        boolean isChanged = found.isEmpty() || !found.equals(seenFiles);
        if (isChanged && catchUp(now, StoreFiles.isAnotherManifest(found, seenFiles))) {
            seenFiles = found;
        }
        polledNanos = now;
    }

    /// Catches up with the writer. With damaged files the open database serves on, as of the last
    /// poll if necessary: it can read a deleted file that it has open.
    ///
    /// @param areFilesChanged whether there may be new files; they are checked only then
    /// @return whether everything written by now is read
    private boolean catchUp(long nowNanos, boolean areFilesChanged) {
        OpenDatabase now = opened;
        if (!areFilesChanged && now.follows()) {
            follow(now);
            return true;
        }
        Optional<StoreCheck.Damage> damage = check.damage();
        String identity = StoreFiles.identity(directory);
        boolean isAnother = !identity.isEmpty() && !identity.equals(now.identity());
        if (damage.isEmpty() && now.follows() && !isAnother) {
            follow(now);
            return true;
        }
        boolean isOpenable = damage.isEmpty() || damage.get().isOfTable();
        if (!isOpenable || nowNanos - now.openedNanos() < OPENINGS_APART.toNanos()) {
            return false;
        }
        OpenDatabase fresh = open(directory, sizes, damage);
        seenSequence = 0;
        opened = fresh;
        if (closed) {
            // The closing thread may have seen the one before.
            fresh.close();
        }
        now.close();
        return true;
    }

    private void follow(OpenDatabase now) {
        try {
            now.rows().changeAny("be followed", this::poll);
        } catch (ClosedRows e) {
            throw ClosedRows.problem(directory);
        }
    }

    /// Empty if the directory cannot be read, which RocksDB reports in detail.
    private List<StoreFiles.FileState> filesNow() {
        try {
            return files.poll();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the files of a store could not be seen", e);
            return List.of();
        }
    }

    /// Start of the last poll, by [System#nanoTime].
    long polledNanos() {
        return polledNanos;
    }

    RowCache cache() {
        return opened.rows().cache();
    }

    private boolean isBehind() {
        return System.nanoTime() - polledNanos >= BEHIND_MAX.toNanos();
    }

    /// Ensures that the next read is not too stale.
    private void follow() {
        readNanos = System.nanoTime();
        if (idle) {
            LockSupport.unpark(follower);
        }
        if (!isBehind()) {
            return;
        }
        pollLock.lock();
        try {
            if (isBehind()) {
                pollNow();
            }
        } finally {
            pollLock.unlock();
        }
    }

    /// @return whether there was something new
    private boolean poll(RocksDB db) throws RocksDBException {
        for (int attempt = 1; ; attempt++) {
            try {
                db.tryCatchUpWithPrimary();
                return isNew(db);
            } catch (RocksDBException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    /// Writes advance the sequence number. Ingested files with only new keys need not, but they,
    /// like everything a catch-up finds, make RocksDB rebuild what reads use, which it counts. A
    /// flush or compaction, which changes no row, counts as well: then rows are invalidated in
    /// vain, which is rare.
    private boolean isNew(RocksDB db) throws RocksDBException {
        long sequence = db.getLatestSequenceNumber();
        long assembly = db.getLongProperty(ASSEMBLY);
        boolean isNew = sequence != seenSequence || assembly != seenAssembly;
        seenSequence = sequence;
        seenAssembly = assembly;
        return isNew;
    }

    @Override
    public byte @Nullable [] read(byte[] key) {
        follow();
        return reading(rows -> rows.read(key));
    }

    @Override
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        follow();
        return reading(rows -> rows.readAll(keys));
    }

    @Override
    public void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
        follow();
        var _ =
                reading(
                        rows -> {
                            rows.scan(prefix, visitor);
                            return true;
                        });
    }

    private <T extends @Nullable Object> T reading(Function<RocksRows, T> use) {
        while (true) {
            OpenDatabase now = opened;
            try {
                return use.apply(now.rows());
            } catch (ClosedRows replaced) {
                if (closed || now.equals(opened)) {
                    throw ClosedRows.problem(directory);
                }
            }
        }
    }

    @Override
    public Optional<Problem> damage() {
        return check.damage()
                .map(found -> RocksProblems.of(directory, found))
                .or(opened.rows()::damage);
    }

    @Override
    public void write(StoreBatch batch) {
        throw toRead();
    }

    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        throw toRead();
    }

    @Override
    public void deletePrefix(byte[] prefix) {
        throw toRead();
    }

    @Override
    public BulkLoad bulkLoad(Consumer<StoreBatch> writer) {
        throw toRead();
    }

    private ProblemException toRead() {
        return new ProblemException(
                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                "the store in " + directory + " was opened to read alone",
                "write in the process that has it open to write");
    }

    /// Catching up can take longer, but with continuous readers they need not wait for it.
    @Override
    public boolean isInlineable() {
        return !isBehind();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(follower);
        opened.close();
    }

    private static void clear(Path own) {
        try {
            LoadFolder.clear(own);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a folder stays behind", e);
        }
    }
}
