package dev.berth.benchmarks.many;

import dev.berth.benchmarks.figure.Spread;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// Windows of time without and with loads of the large model, in turn.
///
/// @param quietMillis the 99th percentile of each window without
/// @param loadingMillis of each window in which it was loaded again and again
/// @param loads how often that was
record LoadWindows(List<Double> quietMillis, List<Double> loadingMillis, int loads) {
    LoadWindows {
        quietMillis = List.copyOf(quietMillis);
        loadingMillis = List.copyOf(loadingMillis);
    }

    /// The median while it was loaded in multiples of the quiet one.
    double ratio() {
        return Spread.of(loadingMillis).median() / Spread.of(quietMillis).median();
    }

    String inWords() {
        return String.format(
                Locale.ROOT,
                "quiet %s, during %d loads of 92 MB %s",
                words(quietMillis),
                loads,
                words(loadingMillis));
    }

    private static String words(List<Double> figures) {
        Spread spread = Spread.of(figures);
        return String.format(
                Locale.ROOT, "%.2f (%.2f..%.2f)", spread.median(), spread.least(), spread.most());
    }

    void write(JsonWriter json) {
        json.beginObject();
        json.name("large_loads").number(loads);
        json.name("quiet_p99_millis").beginArray();
        quietMillis.forEach(json::finiteOrNull);
        json.endArray();
        json.name("loading_p99_millis").beginArray();
        loadingMillis.forEach(json::finiteOrNull);
        json.endArray();
        json.endObject();
    }
}
