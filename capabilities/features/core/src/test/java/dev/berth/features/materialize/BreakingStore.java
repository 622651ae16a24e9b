package dev.berth.features.materialize;

import dev.berth.features.online.ForwardingStore;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.StoreBatch;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Store that fails randomly, before or after a write.
final class BreakingStore extends ForwardingStore {
    private final MemoryStore store;
    private final Random random;
    private int breaks;

    BreakingStore(Random random) {
        this(random, new MemoryStore());
    }

    private BreakingStore(Random random, MemoryStore store) {
        super(store);
        this.store = store;
        this.random = random;
    }

    /// Injected failure.
    static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// The store behind it, which does not fail.
    MemoryStore store() {
        return store;
    }

    int breaks() {
        return breaks;
    }

    /// Repeats an action until it does not fail.
    static void persist(Runnable what) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            try {
                what.run();
                return;
            } catch (BrokenException again) {
                // As after the start of another process.
            }
        }
        throw new AssertionError("never done");
    }

    private void breakSometimes() {
        if (random.nextInt(4) == 0) {
            breaks++;
            throw new BrokenException();
        }
    }

    @Override
    public void write(StoreBatch batch) {
        breakSometimes();
        store.write(batch);
        breakSometimes();
    }

    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        breakSometimes();
        boolean isWritten = store.writeIf(keys, values, batch);
        breakSometimes();
        return isWritten;
    }

    @Override
    public void deletePrefix(byte[] prefix) {
        breakSometimes();
        store.deletePrefix(prefix);
        breakSometimes();
    }
}
