package dev.berth.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts of the loads and evictions of a server's models.
final class ModelChanges {
    final AtomicInteger loads = new AtomicInteger();
    final AtomicInteger evictions = new AtomicInteger();
    final Set<String> loaded = ConcurrentHashMap.newKeySet();

    void note(String state, String model) {
        switch (state) {
            case "READY" -> {
                loads.incrementAndGet();
                loaded.add(model);
            }
            case "ON_DEMAND" -> {
                if (loaded.remove(model)) {
                    evictions.incrementAndGet();
                }
            }
            default -> {
                // Another state, or a line of the log.
            }
        }
    }
}
