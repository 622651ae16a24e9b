package dev.berth.verification.restarts;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Counts of request results. Thread-safe.
final class Tally {
    private final Map<String, LongAdder> answered = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    void answered(String client) {
        answered.computeIfAbsent(client, name -> new LongAdder()).increment();
    }

    /// Counts a `draining` response: the client noticed the change of readiness late.
    void refused() {
        refused.increment();
    }

    void lost(String client, String how) {
        lost.add(client + ": " + how);
    }

    /// The responses of each kind of client.
    Map<String, Long> answers() {
        var sums = new TreeMap<String, Long>();
        answered.forEach((client, count) -> sums.put(client, count.sum()));
        return sums;
    }

    long refusals() {
        return refused.sum();
    }

    /// The sent requests with a missing or invalid response.
    List<String> losses() {
        return List.copyOf(lost);
    }
}
