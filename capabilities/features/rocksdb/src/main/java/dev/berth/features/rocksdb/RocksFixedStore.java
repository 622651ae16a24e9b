package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Store in a directory that is not written any more: any number of processes read it, and none
/// locks it. Its files may be deleted while it is open.
final class RocksFixedStore implements OnlineStore {
    private final Path directory;
    private final StoreCheck check;
    private final RocksRows rows;

    private RocksFixedStore(Path directory, StoreCheck check, RocksRows rows) {
        this.directory = directory;
        this.check = check;
        this.rows = rows;
    }

    static RocksFixedStore open(Path directory, CacheSizes sizes) {
        var check = new StoreCheck(directory);
        Optional<StoreCheck.Damage> damage = check.damage();
        if (damage.isPresent()) {
            throw new ProblemException(RocksProblems.of(directory, damage.get()));
        }
        RocksSetup setup = RocksSetup.of(sizes.blockBytes());
        try {
            setup.options().setCreateIfMissing(false);
            RocksDB db = setup.keep(RocksDB.openReadOnly(setup.options(), directory.toString()));
            return new RocksFixedStore(
                    directory,
                    check,
                    new RocksRows(directory, setup, db, RowCache.of(sizes.rowBytes())));
        } catch (RocksDBException e) {
            setup.close();
            throw RocksProblems.of(directory, "be opened to read", e);
        } catch (RuntimeException e) {
            setup.close();
            throw e;
        }
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

    @Override
    public Optional<Problem> damage() {
        return check.damage().map(found -> RocksProblems.of(directory, found)).or(rows::damage);
    }

    @Override
    public void write(StoreBatch batch) {
        throw fixed();
    }

    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        throw fixed();
    }

    @Override
    public void deletePrefix(byte[] prefix) {
        throw fixed();
    }

    @Override
    public BulkLoad bulkLoad(Consumer<StoreBatch> writer) {
        throw fixed();
    }

    private ProblemException fixed() {
        return new ProblemException(
                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                "the store in " + directory + " was opened to read alone",
                "write another one");
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
