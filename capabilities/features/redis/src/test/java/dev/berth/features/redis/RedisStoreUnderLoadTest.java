package dev.berth.features.redis;

import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreUnderLoadContract;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisStoreUnderLoadTest extends StoreUnderLoadContract {
    @RegisterExtension static final RedisServer SERVER = new RedisServer();

    /// Each test has rows of its own.
    private final String prefix = UUID.randomUUID() + "*:";

    @Override
    protected OnlineStore open() {
        return RedisStore.open(SERVER.address().withPrefix(prefix));
    }

    @Override
    protected boolean lasts() {
        return true;
    }
}
