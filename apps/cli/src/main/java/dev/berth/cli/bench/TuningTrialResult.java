package dev.berth.cli.bench;

import dev.berth.core.system.TunedSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a model did under one tuning.
///
/// @param recordsPerSecond under so many callers that it did all it could
/// @param spread by how much of it the measurements of this differed, 0 if they did not
/// @param aloneNanos the median latency of a caller that was alone
/// @param memoryBytes native memory that the engine held
public record TuningTrialResult(
        TunedSettings tuning,
        double recordsPerSecond,
        double spread,
        long aloneNanos,
        long memoryBytes) {

    /// As JSON's values; a setting that was left as it is is absent.
    public Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = settings(tuning);
        plain.put("recordsPerSecond", recordsPerSecond);
        plain.put("spread", spread);
        plain.put("aloneNanos", aloneNanos);
        plain.put("memoryBytes", memoryBytes);
        return plain;
    }

    /// The settings of a tuning as JSON's values, under the names that a profile has for them.
    public static Map<String, @Nullable Object> settings(TunedSettings tuning) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        tuning.executors().ifPresent(count -> plain.put("executors", (long) count));
        tuning.intraOpThreads().ifPresent(count -> plain.put("intraOpThreads", (long) count));
        tuning.batchSizeMax().ifPresent(rows -> plain.put("batchSizeMax", (long) rows));
        return plain;
    }
}
