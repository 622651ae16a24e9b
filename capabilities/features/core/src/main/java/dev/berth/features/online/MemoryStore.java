package dev.berth.features.online;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Online store in the memory of the process, for tests and trials.
public final class MemoryStore implements OnlineStore {
    private final NavigableMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    @Override
    public byte @Nullable [] read(byte[] key) {
        return readAll(List.of(key)).getFirst();
    }

    @Override
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        return reading(
                () -> {
                    List<byte @Nullable []> values = new ArrayList<>(keys.size());
                    for (byte[] key : keys) {
                        byte[] value = rows.get(key);
                        values.add(value == null ? null : value.clone());
                    }
                    return values;
                });
    }

    @Override
    public void write(StoreBatch batch) {
        writing(() -> batch.changes().forEach(this::apply));
    }

    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        lock.writeLock().lock();
        try {
            return Values.writeIf(this, keys, values, batch);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void apply(StoreBatch.Change change) {
        byte[] value = change.value();
        if (value == null) {
            rows.remove(change.key());
        } else {
            rows.put(change.key().clone(), value.clone());
        }
    }

    @Override
    public void deletePrefix(byte[] prefix) {
        writing(() -> keysOf(prefix).forEach(rows::remove));
    }

    @Override
    public void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
        List<Map.Entry<byte[], byte[]>> found = reading(() -> rowsOf(prefix));
        found.forEach(row -> visitor.accept(row.getKey().clone(), row.getValue().clone()));
    }

    private List<byte[]> keysOf(byte[] prefix) {
        return rowsOf(prefix).stream().map(Map.Entry::getKey).toList();
    }

    private List<Map.Entry<byte[], byte[]>> rowsOf(byte[] prefix) {
        List<Map.Entry<byte[], byte[]>> found = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> row : rows.tailMap(prefix, true).entrySet()) {
            if (!Prefixes.begins(row.getKey(), prefix)) {
                break;
            }
            // The map reuses its own entries when others are removed.
            found.add(Map.entry(row.getKey(), row.getValue()));
        }
        return found;
    }

    @Override
    public boolean isInlineable() {
        return true;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            rows.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T reading(Supplier<T> what) {
        lock.readLock().lock();
        try {
            requireOpen();
            return what.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private void writing(Runnable what) {
        lock.writeLock().lock();
        try {
            requireOpen();
            what.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new ProblemException(
                    ProblemCode.ONLINE_STORE_UNAVAILABLE,
                    "the store in memory is closed",
                    "close a store after the last use of it");
        }
    }
}
