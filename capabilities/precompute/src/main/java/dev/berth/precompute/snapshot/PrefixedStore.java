package dev.berth.precompute.snapshot;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Rows of another store whose keys begin with a prefix, to be read without it. The other store is
/// not closed with it.
final class PrefixedStore implements OnlineStore {
    private final OnlineStore store;
    private final byte[] prefix;

    PrefixedStore(OnlineStore store, byte[] prefix) {
        this.store = store;
        this.prefix = prefix.clone();
    }

    static byte[] key(byte[] prefix, byte[] key) {
        byte[] whole = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, whole, prefix.length, key.length);
        return whole;
    }

    @Override
    public byte @Nullable [] read(byte[] key) {
        return store.read(key(prefix, key));
    }

    @Override
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        return store.readAll(keys.stream().map(each -> key(prefix, each)).toList());
    }

    @Override
    public void scan(byte[] start, BiConsumer<byte[], byte[]> visitor) {
        store.scan(
                key(prefix, start),
                (key, value) ->
                        visitor.accept(Arrays.copyOfRange(key, prefix.length, key.length), value));
    }

    @Override
    public void write(StoreBatch batch) {
        throw toRead();
    }

    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        throw toRead();
    }

    @Override
    public void deletePrefix(byte[] start) {
        throw toRead();
    }

    private static ProblemException toRead() {
        return new ProblemException(
                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                "a snapshot was opened to read alone",
                "write another one");
    }

    @Override
    public boolean isInlineable() {
        return store.isInlineable();
    }

    @Override
    public void close() {}
}
