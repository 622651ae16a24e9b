package dev.berth.features.rocksdb;

import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.OnlineStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends OnlineStoreContract {
    @TempDir private Path folder;

    @Override
    protected OnlineStore open() {
        return RocksStore.open(folder.resolve("store"));
    }

    @Override
    protected boolean lasts() {
        return true;
    }
}
