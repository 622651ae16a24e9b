package dev.berth.features.online;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Where online rows are kept: bytes by key. What the bytes mean is none of its business.
///
/// A write is all or nothing, and stays once it has returned, whatever happens to the process.
/// Thread-safe; every method may block. Failures of the store are
/// [dev.berth.core.ProblemException]s with the code `store-unavailable`.
public interface OnlineStore extends AutoCloseable {

    /// The value of a key; null if there is none.
    byte @Nullable [] read(byte[] key);

    /// The values of keys, in their order, null where there is none.
    List<byte @Nullable []> readAll(List<byte[]> keys);

    /// Writes all of it, or nothing.
    void write(StoreBatch batch);

    /// Takes away every key that begins so. Not all or nothing: what is interrupted is run again.
    void deletePrefix(byte[] prefix);

    /// Shows every key that begins so with its value, in the order of unsigned bytes.
    void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor);

    /// Whether a read takes microseconds and waits for nobody: that of a store within the process.
    boolean isQuick();

    @Override
    void close();
}
