package dev.berth.features.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// Simplest source of a [RowCache]: every call sees one snapshot.
final class ModelSource implements RowCache.Source {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, byte[]> rows = new HashMap<>();
    private final AtomicInteger readCount = new AtomicInteger();
    private final AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
    private final AtomicReference<Runnable> after = new AtomicReference<>(() -> {});

    /// The number of reads.
    int readCount() {
        return readCount.get();
    }

    /// Runs an action before the next lookup.
    void beforeNextRead(Runnable happening) {
        before.set(happening);
    }

    /// Runs an action after the next lookup.
    void afterNextRead(Runnable happening) {
        after.set(happening);
    }

    /// Sets all of these keys to a value, or deletes them.
    void write(List<byte[]> keys, byte @Nullable [] value) {
        lock.writeLock().lock();
        try {
            for (byte[] key : keys) {
                if (value == null) {
                    rows.remove(name(key));
                } else {
                    rows.put(name(key), value);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public byte @Nullable [] read(byte[] key) {
        return readAll(List.of(key)).getFirst();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // Any resulting order has to be correct.
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        readCount.addAndGet(keys.size());
        before.getAndSet(() -> {}).run();
        Thread.yield();
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        lock.readLock().lock();
        try {
            for (byte[] key : keys) {
                byte[] row = rows.get(name(key));
                values.add(row == null ? null : row.clone());
            }
        } finally {
            lock.readLock().unlock();
        }
        // Between the lookup and the use of its result anything may happen.
        Thread.yield();
        after.getAndSet(() -> {}).run();
        return values;
    }

    private static String name(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }
}
