package dev.berth.features.rocksdb;

import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.OnlineStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// Contract tests of a store with almost no cache.
class SmallCacheTest extends OnlineStoreContract {
    @TempDir private Path folder;

    @Override
    protected OnlineStore open() {
        return RocksStore.open(folder.resolve("store"), 96 << 10);
    }

    @Override
    protected boolean lasts() {
        return true;
    }
}
