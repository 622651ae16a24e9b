package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.Prefixes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/// Open database with its row cache. Thread-safe.
///
/// Every method throws [ClosedRows] once it is closed.
final class RocksRows implements AutoCloseable {
    private final Path directory;
    private final RocksSetup setup;
    private final RocksDB db;
    private final NativeUseCounter uses = new NativeUseCounter();
    private final ReadOptions reading;
    private final RowCache cache;
    private final RowCache.Source source = new Database();
    private volatile @Nullable Problem damage;

    /// Operation on the database while it is guaranteed to be open.
    interface Use<T> {
        T of(RocksDB db) throws RocksDBException;
    }

    /// @param cache closed with the database
    RocksRows(Path directory, RocksSetup setup, RocksDB db, RowCache cache) {
        this.directory = directory;
        this.setup = setup;
        this.db = db;
        this.cache = cache;
        // RocksDB's default, stated because this relies on it: wrong bytes are never a row.
        reading = setup.keep(new ReadOptions().setVerifyChecksums(true));
    }

    /// Runs an operation on the database.
    ///
    /// @param cannot what the store cannot do after a failure: `be read`
    <T> T use(String cannot, Use<T> use) {
        long stamp = uses.begin();
        try {
            return use.of(db);
        } catch (RocksDBException e) {
            throw failed(cannot, e);
        } finally {
            uses.end(stamp);
        }
    }

    private ProblemException failed(String cannot, RocksDBException failure) {
        ProblemException failed = RocksProblems.of(directory, cannot, failure);
        if (failed.problem().code() == ProblemCode.STORE_DAMAGED) {
            damage = failed.problem();
        }
        return failed;
    }

    /// The damage found last by an operation; empty if none.
    Optional<Problem> damage() {
        return Optional.ofNullable(damage);
    }

    /// Reads every block of every file.
    ///
    /// @throws ProblemException `store-damaged` if one is damaged
    void verify() {
        use(
                "be read",
                open -> {
                    open.verifyChecksum();
                    return true;
                });
    }

    /// Changes the rows of given keys.
    <T> T change(List<byte[]> keys, Use<T> change) {
        return use("be written", open -> cache.change(keys, () -> change.of(open)));
    }

    /// Changes rows of arbitrary keys.
    ///
    /// @param cannot what the store cannot do after a failure
    /// @param change returns whether it may have changed any
    void changeAny(String cannot, Use<Boolean> change) {
        use(
                cannot,
                open -> {
                    cache.changeAny(() -> change.of(open));
                    return true;
                });
    }

    byte @Nullable [] read(byte[] key) {
        long stamp = uses.begin();
        try {
            return cache.read(key, source);
        } catch (RocksDBException e) {
            throw failed("be read", e);
        } finally {
            uses.end(stamp);
        }
    }

    List<byte @Nullable []> readAll(List<byte[]> keys) {
        int page = OnlineStore.READ_TOGETHER_MAX;
        return use(
                "be read",
                open -> {
                    if (keys.size() <= page) {
                        return cache.readAll(keys, source);
                    }
                    List<byte @Nullable []> values = new ArrayList<>(keys.size());
                    for (int from = 0; from < keys.size(); from += page) {
                        int to = Math.min(from + page, keys.size());
                        values.addAll(cache.readAll(keys.subList(from, to), source));
                    }
                    return values;
                });
    }

    RowCache cache() {
        return cache;
    }

    void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
        use(
                "be read",
                open -> {
                    scan(open, prefix, visitor);
                    return true;
                });
    }

    static void scan(RocksDB db, byte[] prefix, BiConsumer<byte[], byte[]> visitor)
            throws RocksDBException {
        // Rows of a scan would evict those that are read often.
        try (var all = new ReadOptions().setFillCache(false);
                Slice end = Prefixes.behind(prefix).map(Slice::new).orElse(null)) {
            if (end != null) {
                all.setIterateUpperBound(end);
            }
            visit(db, all, prefix, visitor);
        }
    }

    private static void visit(
            RocksDB db, ReadOptions all, byte[] prefix, BiConsumer<byte[], byte[]> visitor)
            throws RocksDBException {
        try (RocksIterator row = db.newIterator(all)) {
            for (row.seek(prefix); row.isValid(); row.next()) {
                byte[] key = row.key();
                if (!Prefixes.begins(key, prefix)) {
                    break;
                }
                visitor.accept(key, row.value());
            }
            row.status();
        }
    }

    @Override
    public void close() {
        if (uses.close()) {
            setup.close();
            cache.close();
        }
    }

    /// Source of rows that the cache does not have.
    private final class Database implements RowCache.Source {
        @Override
        public byte @Nullable [] read(byte[] key) throws RocksDBException {
            return db.get(reading, key);
        }

        @Override
        @SuppressWarnings("NullAway") // RocksDB's signature does not declare the nulls.
        public List<byte @Nullable []> readAll(List<byte[]> keys) throws RocksDBException {
            List<byte @Nullable []> rows = db.multiGetAsList(reading, keys);
            for (int i = 0; i < keys.size(); i++) {
                if (rows.get(i) == null) {
                    requireReadable(keys.get(i));
                }
            }
            return rows;
        }

        /// Reads one key again: for several keys RocksDB's Java code reports a failed read as a
        /// missing row, for a single one it reports the failure.
        private void requireReadable(byte[] key) throws RocksDBException {
            var _ = db.get(reading, key);
        }
    }
}
