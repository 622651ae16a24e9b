package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.Prefixes;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// Online store in a local RocksDB directory, which this process owns.
///
/// Writes survive a crash of the process and a power failure. Reads take microseconds if the caches
/// have the data.
public final class RocksStore implements OnlineStore {
    /// Overhead of a record besides key and value.
    private static final long RECORD_BYTES = 16;

    private final Path directory;
    private final RocksSetup setup;
    private final StoreCheck check;
    private final RocksRows rows;
    private final Path loads;
    private final WriteOptions synced;
    private final ReentrantLock deciding = new ReentrantLock();

    private RocksStore(
            Path directory, RocksSetup setup, RocksDB db, RowCache cache, StoreCheck check) {
        this.directory = directory;
        this.setup = setup;
        this.check = check;
        loads = LoadFolder.within(directory);
        synced = setup.keep(new WriteOptions().setSync(true));
        rows = new RocksRows(directory, setup, db, cache);
    }

    /// Opens or creates the store in a directory. With damaged table files the others are served;
    /// [#damage] reports the damage.
    ///
    /// @throws ProblemException `online-store-unavailable` if another process has it open, or the
    ///   directory cannot be used; `store-damaged` if the manifest or the log is damaged
    public static RocksStore open(Path directory) {
        return open(directory, CacheSizes.ofMachine());
    }

    /// Opens or creates the store in a directory with caches of this total size.
    ///
    /// @throws ProblemException as [#open(Path)]
    public static RocksStore open(Path directory, long cacheBytes) {
        return open(directory, CacheSizes.of(cacheBytes));
    }

    private static RocksStore open(Path directory, CacheSizes sizes) {
        RocksLibrary.ofProcess().load();
        RocksRepair.finish(directory);
        try {
            Files.createDirectories(directory);
            var check = new StoreCheck(directory);
            Optional<StoreCheck.Damage> damage = check.damage().or(check::damageOfLogs);
            if (damage.isPresent() && !damage.get().isOfTable()) {
                throw new ProblemException(RocksProblems.of(directory, damage.get()));
            }
            return open(directory, sizes, check, damage.isPresent());
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    @SuppressWarnings("MustBeClosed") // The setup is closed with the store.
    private static RocksStore open(
            Path directory, CacheSizes sizes, StoreCheck check, boolean isDamaged)
            throws IOException {
        RocksSetup setup =
                isDamaged
                        ? RocksSetup.ofDamaged(sizes.blockBytes())
                        : RocksSetup.of(sizes.blockBytes());
        try {
            var holder = new StoreLockOwner(directory);
            RocksDB db = openHeld(directory, setup, holder);
            setup.keep(db);
            holder.write();
            LoadFolder.clear(LoadFolder.within(directory));
            return new RocksStore(directory, setup, db, RowCache.of(sizes.rowBytes()), check);
        } catch (IOException | RuntimeException e) {
            setup.close();
            throw e;
        }
    }

    private static RocksDB openHeld(Path directory, RocksSetup setup, StoreLockOwner holder) {
        try {
            return RocksDB.open(setup.recoveringSpace(0).options(), directory.toString());
        } catch (RocksDBException e) {
            throw holder.isMeantBy(e)
                    ? holder.problem(e)
                    : RocksProblems.of(directory, "be opened", e);
        }
    }

    private static ProblemException unusable(Path directory, IOException e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.ONLINE_STORE_UNAVAILABLE,
                        "the folder " + directory + " of the store cannot be used: " + e,
                        "name a folder that this user can write to"),
                e);
    }

    /// Opens another process's store for reading. Reads follow within
    /// [RocksSecondaryStore#BEHIND_MAX]; writes fail with a problem.
    ///
    /// @throws ProblemException `online-store-unavailable` if there is none; `store-damaged` as in
    ///   [#open]
    public static OnlineStore openToRead(Path directory) {
        RocksLibrary.ofProcess().load();
        RocksRepair.finish(directory);
        return RocksSecondaryStore.open(directory, CacheSizes.ofMachine());
    }

    /// Opens a store that is not written any more for reading, in any number of processes; writes
    /// fail with a problem.
    ///
    /// @param cacheBytes total size of the caches at most
    /// @throws ProblemException `online-store-unavailable` if there is none, `store-damaged` if a
    ///   file is missing or cut
    public static OnlineStore openFixed(Path directory, long cacheBytes) {
        RocksLibrary.ofProcess().load();
        return RocksFixedStore.open(
                directory,
                CacheSizes.of(
                        Math.min(
                                cacheBytes,
                                CacheSizes.ofMachine().blockBytes()
                                        + CacheSizes.ofMachine().rowBytes())));
    }

    @Override
    public byte @Nullable [] read(byte[] key) {
        return open(() -> rows.read(key));
    }

    @Override
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        return open(() -> rows.readAll(keys));
    }

    @Override
    public void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
        open(
                () -> {
                    rows.scan(prefix, visitor);
                    return true;
                });
    }

    private <T extends @Nullable Object> T open(Supplier<T> use) {
        try {
            return use.get();
        } catch (ClosedRows closed) {
            throw ClosedRows.problem(directory);
        }
    }

    private <T> T use(RocksRows.Use<T> use) {
        return open(() -> rows.use("be written", use));
    }

    private void changeAny(RocksRows.Use<Boolean> change) {
        open(
                () -> {
                    rows.changeAny("be written", change);
                    return true;
                });
    }

    @Override
    public Optional<Problem> damage() {
        return check.damage().map(found -> RocksProblems.of(directory, found)).or(rows::damage);
    }

    @Override
    public Optional<Problem> verify() {
        Optional<Problem> missing = check.damage().map(of -> RocksProblems.of(directory, of));
        if (missing.isPresent()) {
            return missing;
        }
        try {
            open(
                    () -> {
                        rows.verify();
                        return true;
                    });
            return Optional.empty();
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.STORE_DAMAGED) {
                return Optional.of(e.problem());
            }
            throw e;
        }
    }

    @Override
    public void write(StoreBatch batch) {
        if (batch.isEmpty()) {
            use(db -> true);
            return;
        }
        List<byte[]> keys = batch.changes().stream().map(StoreBatch.Change::key).toList();
        open(() -> rows.change(keys, db -> write(db, batch)));
    }

    private boolean write(RocksDB db, StoreBatch batch) throws RocksDBException {
        long bytes = batch.byteCount() + batch.changes().size() * RECORD_BYTES;
        try (var changes = new WriteBatch(Math.toIntExact(bytes))) {
            for (StoreBatch.Change change : batch.changes()) {
                byte[] value = change.value();
                if (value == null) {
                    changes.delete(change.key());
                } else {
                    changes.put(change.key(), value);
                }
            }
            db.write(synced, changes);
        }
        return true;
    }

    /// No other process can write, and within this one writes are serialized.
    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        deciding.lock();
        try {
            return Values.writeIf(this, keys, values, batch);
        } finally {
            deciding.unlock();
        }
    }

    /// One range tombstone for all keys; RocksDB frees the space as it rewrites files. None if
    /// there is no key: files ingested later would lie above the tombstone, and RocksDB would
    /// compact all of them.
    @Override
    public void deletePrefix(byte[] prefix) {
        changeAny(
                db -> {
                    byte[] end = Prefixes.behind(prefix).orElseGet(() -> behindLast(db));
                    if (!hasRow(db, prefix)) {
                        return false;
                    }
                    db.deleteRange(synced, prefix, end);
                    return true;
                });
    }

    private static boolean hasRow(RocksDB db, byte[] prefix) throws RocksDBException {
        try (RocksIterator first = db.newIterator()) {
            first.seek(prefix);
            first.status();
            return first.isValid() && Prefixes.begins(first.key(), prefix);
        }
    }

    /// A key after all existing ones.
    private static byte[] behindLast(RocksDB db) {
        try (RocksIterator last = db.newIterator()) {
            last.seekToLast();
            byte[] key = last.isValid() ? last.key() : new byte[0];
            return Arrays.copyOf(key, key.length + 1);
        }
    }

    /// Rows are written to files beside the store, which [BulkLoad#finish] ingests atomically: an
    /// interrupted load leaves nothing.
    @Override
    public BulkLoad bulkLoad(Consumer<StoreBatch> writer) {
        return bulkLoad(RocksLoad.CHUNK_BYTES);
    }

    BulkLoad bulkLoad(long chunkBytes) {
        use(db -> true);
        return new RocksLoad(this, chunkBytes);
    }

    /// Writes rows to a new file.
    void writeFile(Path file, SstRowBuffer gathered) {
        use(
                db -> {
                    gathered.writeTo(file, setup.options());
                    return true;
                });
    }

    /// Ingests files atomically; of several with one key the last counts.
    void takeIn(List<Path> files) {
        changeAny(
                db -> {
                    try (var how = new IngestExternalFileOptions().setMoveFiles(true)) {
                        db.ingestExternalFile(files.stream().map(Path::toString).toList(), how);
                    }
                    return true;
                });
    }

    /// Row cache hits since the store was opened.
    public long rowHitCount() {
        return rows.cache().hitCount();
    }

    /// Row cache misses since the store was opened.
    public long rowMissCount() {
        return rows.cache().missCount();
    }

    Path loads() {
        return loads;
    }

    @Override
    public boolean isInlineable() {
        return true;
    }

    @Override
    public void close() {
        rows.close();
    }
}
