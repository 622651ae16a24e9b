package dev.berth.features.redis;

import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.OnlineStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisStoreTest extends OnlineStoreContract {
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
