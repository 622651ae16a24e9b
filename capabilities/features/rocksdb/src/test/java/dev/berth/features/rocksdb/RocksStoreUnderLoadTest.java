package dev.berth.features.rocksdb;

import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreUnderLoadContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreUnderLoadTest extends StoreUnderLoadContract {
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
