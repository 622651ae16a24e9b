package dev.berth.placement.model;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Cache of sampled latencies, which models of one scenario with other numbers share: most
/// placements of a changed scenario have the latencies of the scenario as it was. For one thread.
final class LatencyCache {
    /// 16 MB of samples.
    private static final int ENTRIES_MAX = 2048;

    private final Map<LatencyKey, SampledLatency> entries = new HashMap<>();

    SampledLatency find(LatencyKey key, Supplier<SampledLatency> compute) {
        SampledLatency known = entries.get(key);
        if (known != null) {
            return known;
        }
        if (entries.size() >= ENTRIES_MAX) {
            entries.clear();
        }
        SampledLatency computed = compute.get();
        entries.put(key, computed);
        return computed;
    }
}
