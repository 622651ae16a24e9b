package dev.berth.benchmarks.many;

import dev.berth.benchmarks.figure.Spread;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// Latencies of windows with and without loads of the large model.
///
/// @param quietMillis 99th percentile of each window without loads
/// @param onceMillis of each window with one load
/// @param loadingMillis of each window with continuous loads
/// @param loads number of continuous loads
record LoadWindows(
        List<Double> quietMillis, List<Double> onceMillis, List<Double> loadingMillis, int loads) {
    LoadWindows {
        quietMillis = List.copyOf(quietMillis);
        onceMillis = List.copyOf(onceMillis);
        loadingMillis = List.copyOf(loadingMillis);
    }

    /// The ratio of the medians with one load and without.
    double ratioOnce() {
        return toQuiet(onceMillis);
    }

    private double toQuiet(List<Double> millis) {
        return Spread.of(millis).median() / Spread.of(quietMillis).median();
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "quiet %s; 92 MB loaded once %s, %.2f times; again and again, %d times in all, %s,"
                        + " %.2f times",
                words(quietMillis),
                words(onceMillis),
                ratioOnce(),
                loads,
                words(loadingMillis),
                toQuiet(loadingMillis));
    }

    private static String words(List<Double> figures) {
        Spread spread = Spread.of(figures);
        return String.format(
                Locale.ROOT, "%.2f (%.2f..%.2f)", spread.median(), spread.least(), spread.most());
    }

    void write(JsonWriter json) {
        json.beginObject();
        json.name("large_loads").number(loads);
        write(json, "quiet_p99_millis", quietMillis);
        write(json, "once_p99_millis", onceMillis);
        write(json, "loading_p99_millis", loadingMillis);
        json.endObject();
    }

    private static void write(JsonWriter json, String name, List<Double> millis) {
        json.name(name).beginArray();
        millis.forEach(json::finiteOrNull);
        json.endArray();
    }
}
