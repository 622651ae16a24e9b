package dev.berth.cli.bench;

import dev.berth.core.system.TunedSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Result of one candidate.
///
/// @param recordsPerSecond throughput under saturating load
/// @param spread relative difference between its measurements
/// @param aloneNanos median latency of a single caller
/// @param memoryBytes native memory of the engine
public record TuningTrialResult(
        TunedSettings tuning,
        double recordsPerSecond,
        double spread,
        long aloneNanos,
        long memoryBytes) {

    /// As JSON values, without unchanged settings.
    public Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = settings(tuning);
        plain.put("recordsPerSecond", recordsPerSecond);
        plain.put("spread", spread);
        plain.put("aloneNanos", aloneNanos);
        plain.put("memoryBytes", memoryBytes);
        return plain;
    }

    /// The settings as JSON values, under the names of a profile.
    public static Map<String, @Nullable Object> settings(TunedSettings tuning) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        tuning.executors().ifPresent(count -> plain.put("executors", (long) count));
        tuning.intraOpThreads().ifPresent(count -> plain.put("intraOpThreads", (long) count));
        tuning.batchSizeMax().ifPresent(rows -> plain.put("batchSizeMax", (long) rows));
        return plain;
    }
}
