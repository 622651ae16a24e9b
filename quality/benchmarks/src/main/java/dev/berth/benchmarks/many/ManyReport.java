package dev.berth.benchmarks.many;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// Results as text and as JSON.
///
/// @param startSeconds to the first prediction with all models loaded
/// @param residentMegabytes with all models, idle
/// @param residentMegabytesOfOne with a single one, idle
/// @param evicted calls of evicted models
/// @param berth calls of the others with and without loads of a large model
/// @param bare calls of a bare server beside a process with the same loads
record ManyReport(
        Machine machine,
        int models,
        double startSeconds,
        double residentMegabytes,
        double residentMegabytesOfOne,
        LatencySamples evicted,
        LoadWindows berth,
        LoadWindows bare) {
    private static final double START_SECONDS_MAX = 10;
    private static final double MEGABYTES_EACH_MAX = 1;
    private static final double EVICTED_MILLIS_MAX = 50;
    private static final double P99_RATIO_MAX = 1.2;

    double megabytesEach() {
        return (residentMegabytes - residentMegabytesOfOne) / Math.max(1, models - 1);
    }

    List<Goal> goals() {
        return List.of(
                Goal.atMost(START_SECONDS_MAX, "s to start " + models + " models", startSeconds),
                Goal.atMost(MEGABYTES_EACH_MAX, "resident MB each, idle", megabytesEach()),
                Goal.atMost(
                        EVICTED_MILLIS_MAX,
                        "ms of the first call after eviction, p99",
                        evicted.percentileMillis(99)),
                Goal.atMost(
                        P99_RATIO_MAX,
                        "p99 of the others in a window with one large load",
                        berth.ratioOnce()));
    }

    String table() {
        var text = new StringBuilder(machine.describe()).append('\n');
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d models: %.2f s to start, %.0f MB resident (%.0f with one)%n",
                        models,
                        startSeconds,
                        residentMegabytes,
                        residentMegabytesOfOne));
        text.append(
                String.format(
                        Locale.ROOT,
                        "first call after eviction, %d calls: p50 %.1f, p99 %.1f, longest %.1f ms%n",
                        evicted.count(),
                        evicted.percentileMillis(50),
                        evicted.percentileMillis(99),
                        evicted.percentileMillis(100)));
        text.append("p99 ms, median (least..most): ").append(berth.describe()).append('\n');
        text.append("    of a bare server beside a process that loads: ")
                .append(bare.describe())
                .append('\n');
        goals().forEach(goal -> text.append(goal).append('\n'));
        return text.toString();
    }

    byte[] json() {
        var sink = new ByteSink(4096);
        var json = new JsonWriter(sink);
        json.beginObject();
        machine.write(json);
        json.name("models").number(models);
        json.name("start_seconds").finiteOrNull(startSeconds);
        json.name("resident_megabytes").finiteOrNull(residentMegabytes);
        json.name("resident_megabytes_of_one").finiteOrNull(residentMegabytesOfOne);
        json.name("evicted_p50_millis").finiteOrNull(evicted.percentileMillis(50));
        json.name("evicted_p99_millis").finiteOrNull(evicted.percentileMillis(99));
        json.name("evicted_longest_millis").finiteOrNull(evicted.percentileMillis(100));
        json.name("berth");
        berth.write(json);
        json.name("bare");
        bare.write(json);
        Goal.write(json, goals());
        json.endObject();
        return sink.toBytes();
    }
}
