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

    /// What is done with the database while it is certain to be open.
    interface Use<T> {
        T of(RocksDB db) throws RocksDBException;
    }

    RocksRows(Path directory, RocksSetup setup, RocksDB db) {
        this.directory = directory;
        this.setup = setup;
        this.db = db;
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

    byte @Nullable [] read(byte[] key) {
        long stamp = uses.begin();
        try {
            return db.get(reading, key);
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
                    List<byte @Nullable []> values = new ArrayList<>(keys.size());
                    for (int from = 0; from < keys.size(); from += page) {
                        int to = Math.min(from + page, keys.size());
                        values.addAll(open.multiGetAsList(reading, keys.subList(from, to)));
                    }
                    return values;
                });
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
        }
    }
}
