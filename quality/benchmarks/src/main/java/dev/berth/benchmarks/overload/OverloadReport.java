package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// What an overload did, as a table and as JSON.
///
/// @param unloaded one caller in a closed loop
/// @param peak the number of callers with the most predictions a second
/// @param rate what was asked, requests a second
/// @param overloaded the parts of the overload, in order
record OverloadReport(
        Machine machine,
        Tally.Counts unloaded,
        Tally.Counts peak,
        double rate,
        List<Tally.Counts> overloaded,
        Memory memory) {
    private static final double GROWTH_MAX = 1.05;

    /// Resident memory of the server in megabytes.
    ///
    /// @param settled after the first part of the overload
    record Memory(double before, double settled, double after) {}

    OverloadReport {
        overloaded = List.copyOf(overloaded);
    }

    String table() {
        var text = new StringBuilder(machine.inWords()).append('\n');
        text.append(
                "%-12s %14s %8s %8s %10s %12s %8s %8s%n"
                        .formatted(
                                "",
                                "predictions/s",
                                "p50 ms",
                                "p99 ms",
                                "refused",
                                "Retry-After",
                                "failed",
                                "unsent"));
        text.append(line("one caller", unloaded)).append(line("peak", peak));
        overloaded.forEach(part -> text.append(line("overload", part)));
        text.append(
                String.format(
                        Locale.ROOT,
                        "resident MB: %.0f before, %.0f after a quarter, %.0f at the end%n",
                        memory.before(),
                        memory.settled(),
                        memory.after()));
        goals().forEach(goal -> text.append(goal).append('\n'));
        return text.toString();
    }

    private static String line(String name, Tally.Counts counts) {
        return String.format(
                Locale.ROOT,
                "%-12s %14.0f %8.1f %8.1f %10d %11.0f%% %8d %8d%n",
                name,
                counts.goodput(),
                counts.p50Millis(),
                counts.p99Millis(),
                counts.refused(),
                100 * counts.retryAfterShare(),
                counts.failed(),
                counts.unsent());
    }

    /// Of the worse part, where there are several.
    List<Goal> goals() {
        double goodput =
                overloaded.stream().mapToDouble(Tally.Counts::goodput).min().orElse(Double.NaN);
        double p99 =
                overloaded.stream().mapToDouble(Tally.Counts::p99Millis).max().orElse(Double.NaN);
        double retryAfter =
                overloaded.stream()
                        .mapToDouble(Tally.Counts::retryAfterShare)
                        .min()
                        .orElse(Double.NaN);
        double failed = overloaded.stream().mapToDouble(Tally.Counts::failed).sum();
        return List.of(
                Goal.atLeast(0.9, "goodput of the peak", goodput / peak.goodput()),
                Goal.atMost(3, "admitted p99 in multiples of unloaded", p99 / unloaded.p99Millis()),
                Goal.atLeast(1, "share of refusals with Retry-After", retryAfter),
                Goal.atMost(0, "neither predicted nor refused", failed),
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
        json.name("overloaded").beginArray();
        overloaded.forEach(part -> write(json, part));
        json.endArray();
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
        json.name("seconds").finiteOrNull(counts.seconds());
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
