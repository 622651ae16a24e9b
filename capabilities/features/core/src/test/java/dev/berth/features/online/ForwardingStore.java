package dev.berth.features.online;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Store that delegates to another, for tests that override some methods.
public class ForwardingStore implements OnlineStore {
    private final OnlineStore store;

    protected ForwardingStore(OnlineStore store) {
        this.store = store;
    }

    @Override
    public byte @Nullable [] read(byte[] key) {
        return store.read(key);
    }

    @Override
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        return store.readAll(keys);
    }

    @Override
    public void write(StoreBatch batch) {
        store.write(batch);
    }

    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        return store.writeIf(keys, values, batch);
    }

    @Override
    public void deletePrefix(byte[] prefix) {
        store.deletePrefix(prefix);
    }

    @Override
    public void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
        store.scan(prefix, visitor);
    }

    @Override
    public boolean isInlineable() {
        return store.isInlineable();
    }

    @Override
    public void close() {
        store.close();
    }
}
