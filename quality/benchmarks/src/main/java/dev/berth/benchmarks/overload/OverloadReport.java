package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// What an overload did, as a table and as JSON.
///
/// @param unloaded a tenth of the peak at even distances, before and after
/// @param peak the number of callers with the most predictions a second, before and after
/// @param rate what was asked, requests a second
/// @param atFirst the overload's warm-up, held against no goal
/// @param overloaded the whole of the overload
record OverloadReport(
        Machine machine,
        Tally.Counts unloaded,
        Tally.Counts peak,
        double rate,
        Tally.Counts atFirst,
        Tally.Counts overloaded,
        Memory memory) {
    private static final double GROWTH_MAX = 1.05;

    /// Resident memory of the server in megabytes.
    ///
    /// @param settled after the first part of the overload
    record Memory(double before, double settled, double after) {}

    String table() {
        var text = new StringBuilder(machine.inWords()).append('\n');
        text.append(
                "%-12s %14s %8s %8s %10s %12s %8s %8s %8s%n"
                        .formatted(
                                "",
                                "predictions/s",
                                "p50 ms",
                                "p99 ms",
                                "refused",
                                "Retry-After",
                                "failed",
                                "unsent",
                                "client %"));
        text.append(line("unloaded", unloaded)).append(line("peak", peak));
        text.append(line("at first", atFirst)).append(line("overload", overloaded));
        text.append(
                String.format(
                        Locale.ROOT,
                        "resident MB: %.0f before, %.0f after a quarter, %.0f at the end%n",
                        memory.before(),
                        memory.settled(),
                        memory.after()));
        text.append(
                String.format(
                        Locale.ROOT,
                        "goodput of the peak, whatever the client takes: %.2f%n",
                        overloaded.goodput() / peak.goodput()));
        goals().forEach(goal -> text.append(goal).append('\n'));
        return text.toString();
    }

    private static String line(String name, Tally.Counts counts) {
        return String.format(
                Locale.ROOT,
                "%-12s %14.0f %8.1f %8.1f %10d %11.0f%% %8d %8d %8.1f%n",
                name,
                counts.goodput(),
                counts.p50Millis(),
                counts.p99Millis(),
                counts.refused(),
                100 * counts.retryAfterShare(),
                counts.failed(),
                counts.unsent(),
                100 * counts.time().processors());
    }

    /// Predictions a second for each processor that the client leaves. In an overload the client
    /// takes twice or more of what it takes at the peak; elsewhere the server would have that.
    private double goodputPerProcessorLeft(Tally.Counts counts) {
        return counts.goodput() / (machine.processors() - counts.time().processors());
    }

    List<Goal> goals() {
        return List.of(
                Goal.atLeast(
                        0.9,
                        "goodput of the peak, by processors left by the client",
                        goodputPerProcessorLeft(overloaded) / goodputPerProcessorLeft(peak)),
                Goal.atMost(
                        3,
                        "admitted p99 in multiples of unloaded",
                        overloaded.p99Millis() / unloaded.p99Millis()),
                Goal.atLeast(1, "share of refusals with Retry-After", overloaded.retryAfterShare()),
                Goal.atMost(0, "neither predicted nor refused", (double) overloaded.failed()),
                Goal.atMost(
                        GROWTH_MAX,
                        "memory in multiples of that after a quarter",
                        memory.after() / memory.settled()));
    }

    byte[] json() {
        var sink = new ByteSink(4096);
        var json = new JsonWriter(sink);
        json.beginObject();
        machine.write(json);
        json.name("requests_per_second_asked").finiteOrNull(rate);
        json.name("unloaded");
        write(json, unloaded);
        json.name("peak");
        write(json, peak);
        json.name("at_first");
        write(json, atFirst);
        json.name("overloaded");
        write(json, overloaded);
        json.name("resident_megabytes").beginObject();
        json.name("before").finiteOrNull(memory.before());
        json.name("settled").finiteOrNull(memory.settled());
        json.name("after").finiteOrNull(memory.after());
        json.endObject();
        Goal.write(json, goals());
        json.endObject();
        return sink.toBytes();
    }

    private static void write(JsonWriter json, Tally.Counts counts) {
        json.beginObject();
        json.name("seconds").finiteOrNull(counts.time().seconds());
        json.name("client_processors").finiteOrNull(counts.time().processors());
        json.name("admitted").number(counts.admitted());
        json.name("p50_millis").finiteOrNull(counts.p50Millis());
        json.name("p99_millis").finiteOrNull(counts.p99Millis());
        json.name("refused").number(counts.refused());
        json.name("refused_with_retry_after").number(counts.refusedWithRetryAfter());
        json.name("failed").number(counts.failed());
        json.name("unsent").number(counts.unsent());
        json.endObject();
    }
}
