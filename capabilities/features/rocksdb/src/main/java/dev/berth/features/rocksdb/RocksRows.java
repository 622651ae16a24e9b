package dev.berth.features.rocksdb;

import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.Prefixes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/// An open database, and how it is read. Thread-safe.
final class RocksRows implements AutoCloseable {
    private final Path directory;
    private final RocksSetup setup;
    private final RocksDB db;
    private final Uses uses;
    private final ReadOptions reading;
    private final RowCache cache;
    private final RowCache.Source source = new Database();

    /// What is done with the database while it is certain to be open.
    interface Use<T> {
        T of(RocksDB db) throws RocksDBException;
    }

    /// @param cache which is closed with the database
    RocksRows(Path directory, RocksSetup setup, RocksDB db, RowCache cache) {
        this.directory = directory;
        this.setup = setup;
        this.db = db;
        this.cache = cache;
        uses = new Uses(directory);
        reading = setup.keep(new ReadOptions());
    }

    /// Uses the database.
    ///
    /// @param cannot what the store cannot do if it fails: `be read`
    <T> T use(String cannot, Use<T> use) {
        long stamp = uses.begin();
        try {
            return use.of(db);
        } catch (RocksDBException e) {
            throw RocksProblems.of(directory, cannot, e);
        } finally {
            uses.end(stamp);
        }
    }

    /// Changes the rows of some keys.
    <T> T change(List<byte[]> keys, Use<T> change) {
        return use("be written", open -> cache.change(keys, () -> change.of(open)));
    }

    /// Changes rows of any keys.
    ///
    /// @param cannot what the store cannot do if it fails
    /// @param change says whether it may have changed any
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
            throw RocksProblems.of(directory, "be read", e);
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
                    // Rows that are seen once would push out of the cache what is read often.
                    try (var all = new ReadOptions().setFillCache(false);
                            Slice end = Prefixes.behind(prefix).map(Slice::new).orElse(null)) {
                        if (end != null) {
                            all.setIterateUpperBound(end);
                        }
                        visit(open, all, prefix, visitor);
                    }
                    return true;
                });
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

    /// What the cache does not have.
    private final class Database implements RowCache.Source {
        @Override
        public byte @Nullable [] read(byte[] key) throws RocksDBException {
            return db.get(reading, key);
        }

        @Override
        @SuppressWarnings("NullAway") // RocksDB's own code does not say that there are nulls.
        public List<byte @Nullable []> readAll(List<byte[]> keys) throws RocksDBException {
            return db.multiGetAsList(reading, keys);
        }
    }
}
