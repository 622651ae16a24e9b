package dev.berth.core.assignment;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Memory that a replica needs for its share of many models, when clients send the requests of each
/// model to a few replicas ([ModelAssignment]).
///
/// The addresses of replicas are not known when they are sized, so the fullest replica is found for
/// many sets of made-up addresses. Deterministic.
///
/// @param meanBytes of a replica
/// @param fullestBytes of the fullest replica, in 99 of 100 sets of addresses
public record MemoryShare(long meanBytes, long fullestBytes) {
    /// Enough for a 99th percentile with one set beyond it to spare.
    private static final int ASSIGNMENTS = 200;

    private static final double QUANTILE = 0.99;

    /// The share of a replica.
    ///
    /// @param modelBytes memory of each model by its name
    /// @param replicas number of them, at least 1
    /// @param copies replicas that a model is sent to, at least 1; all if there are fewer replicas
    /// @throws IllegalArgumentException if a number is out of range
    public static MemoryShare of(Map<String, Long> modelBytes, int replicas, int copies) {
        if (replicas < 1 || copies < 1) {
            throw new IllegalArgumentException(
                    replicas + " replicas, " + copies + " copies (expected: >= 1 each)");
        }
        int each = Math.min(copies, replicas);
        long all = sum(modelBytes.values());
        if (each == replicas) {
            return new MemoryShare(all, all);
        }
        long[] fullest = new long[ASSIGNMENTS];
        for (int i = 0; i < ASSIGNMENTS; i++) {
            fullest[i] = fullest(modelBytes, addresses(i, replicas), each);
        }
        Arrays.sort(fullest);
        return new MemoryShare(
                Math.ceilDiv(all * each, replicas),
                fullest[(int) Math.ceil(QUANTILE * ASSIGNMENTS) - 1]);
    }

    private static long sum(Collection<Long> bytes) {
        return bytes.stream().mapToLong(Long::longValue).sum();
    }

    private static List<String> addresses(int assignment, int replicas) {
        return IntStream.range(0, replicas)
                .mapToObj(i -> "10." + assignment + "." + i + ".1:8080")
                .toList();
    }

    private static long fullest(Map<String, Long> modelBytes, List<String> servers, int copies) {
        Map<String, Long> held = new HashMap<>();
        modelBytes.forEach(
                (model, bytes) ->
                        ModelAssignment.order(model, servers)
                                .subList(0, copies)
                                .forEach(server -> held.merge(server, bytes, Long::sum)));
        return held.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
