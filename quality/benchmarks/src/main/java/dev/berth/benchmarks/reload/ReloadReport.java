package dev.berth.benchmarks.reload;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// Results of the reloads.
///
/// @param answered correct responses
/// @param failed wrong and missing responses
/// @param failure the first of these; empty if there is none
/// @param settledMegabytes resident memory of the server in the second fifth of the reloads
/// @param lastMegabytes in the last fifth
record ReloadReport(
        Machine machine,
        int reloads,
        double seconds,
        long answered,
        long failed,
        String failure,
        Spread settledMegabytes,
        Spread lastMegabytes) {
    private static final double GROWTH_MAX = 1.05;

    List<Goal> goals() {
        return List.of(
                Goal.atMost(0, "failed requests", (double) failed),
                Goal.atMost(
                        GROWTH_MAX,
                        "memory in the last fifth, of that in the second, medians",
                        lastMegabytes.median() / settledMegabytes.median()));
    }

    String table() {
        var text = new StringBuilder(machine.describe()).append('\n');
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d reloads in %.0f s, %d answers meanwhile, %d failed%n",
                        reloads,
                        seconds,
                        answered,
                        failed));
        if (!failure.isEmpty()) {
            text.append("the first: ").append(failure).append('\n');
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "resident MB: %s in the second fifth, %s in the last%n",
                        describe(settledMegabytes),
                        describe(lastMegabytes)));
        goals().forEach(goal -> text.append(goal).append('\n'));
        return text.toString();
    }

    private static String describe(Spread megabytes) {
        return String.format(
                Locale.ROOT,
                "%.0f (%.0f..%.0f)",
                megabytes.median(),
                megabytes.least(),
                megabytes.most());
    }

    byte[] json() {
        var sink = new ByteSink(1024);
        var json = new JsonWriter(sink);
        json.beginObject();
        machine.write(json);
        json.name("reloads").number(reloads);
        json.name("seconds").finiteOrNull(seconds);
        json.name("answered").number(answered);
        json.name("failed").number(failed);
        json.name("resident_megabytes").beginObject();
        json.name("settled").finiteOrNull(settledMegabytes.median());
        json.name("last").finiteOrNull(lastMegabytes.median());
        json.endObject();
        Goal.write(json, goals());
        json.endObject();
        return sink.toBytes();
    }
}
