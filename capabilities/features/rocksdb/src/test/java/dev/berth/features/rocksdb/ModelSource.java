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

/// What a [RowCache] stands before, as simple as can be: every call sees one moment.
final class ModelSource implements RowCache.Source {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, byte[]> rows = new HashMap<>();
    private final AtomicInteger readCount = new AtomicInteger();
    private final AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
    private final AtomicReference<Runnable> after = new AtomicReference<>(() -> {});

    /// How many rows were asked for.
    int readCount() {
        return readCount.get();
    }

    /// Has something happen before rows are looked up, the next time.
    void beforeNextRead(Runnable happening) {
        before.set(happening);
    }

    /// Has something happen after rows were looked up, the next time.
    void afterNextRead(Runnable happening) {
        after.set(happening);
    }

    /// Gives all of these keys this value, or takes them away.
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
    @SuppressWarnings("ThreadPriorityCheck") // Whatever order comes of it has to be right.
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
        // Between what was found and what is done with it anything may happen.
        Thread.yield();
        after.getAndSet(() -> {}).run();
        return values;
    }

    private static String name(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }
}
