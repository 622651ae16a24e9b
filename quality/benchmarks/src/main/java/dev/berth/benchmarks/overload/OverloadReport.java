package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Report of the overloads, as a table and as JSON.
///
/// @param rate requests per second
/// @param unloaded a tenth of the peak, before and after each overload
/// @param peaks the peak, before and after each overload
/// @param atFirst the first overload's warm-up, compared with no goal
/// @param overloads one fewer than peaks
record OverloadReport(
        Machine machine,
        double rate,
        Tally.Counts unloaded,
        Turns peaks,
        Tally.Counts atFirst,
        Turns overloads,
        Memory memory) {
    private static final double GROWTH_MAX = 1.05;

    /// Resident memory of the server in megabytes.
    ///
    /// @param settled after the warm-up
    record Memory(double before, double settled, double after) {}

    String table() {
        var text = new StringBuilder(machine.describe()).append('\n');
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
        text.append(line("unloaded", unloaded)).append(line("peak", peaks.whole()));
        text.append(line("at first", atFirst)).append(line("overload", overloads.whole()));
        text.append(
                String.format(
                        Locale.ROOT,
                        "resident MB: %.0f before, %.0f after the warm-up, %.0f at the end%n",
                        memory.before(),
                        memory.settled(),
                        memory.after()));
        text.append(line("goodput of the peak, by processors left", byProcessorsLeft()));
        text.append(
                line(
                        "goodput of the peak, whatever the client takes",
                        ofPeaks(Tally.Counts::goodput)));
        goals().forEach(goal -> text.append(goal).append('\n'));
        return text.toString();
    }

    private static String line(String name, Spread spread) {
        return String.format(
                Locale.ROOT,
                "%s: %.2f (%.2f..%.2f)%n",
                name,
                spread.median(),
                spread.least(),
                spread.most());
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

    /// Predictions per second for each processor that the client leaves. In an overload the client
    /// takes at least twice as much as at the peak.
    private Spread byProcessorsLeft() {
        return ofPeaks(
                counts -> counts.goodput() / (machine.processors() - counts.time().processors()));
    }

    /// A number of each overload as a multiple of the mean peak before and after it.
    private Spread ofPeaks(ToDoubleFunction<Tally.Counts> figure) {
        double[] peak = peaks.each().stream().mapToDouble(figure).toArray();
        double[] overload = overloads.each().stream().mapToDouble(figure).toArray();
        return Spread.of(
                IntStream.range(0, overload.length)
                        .mapToObj(i -> 2 * overload[i] / (peak[i] + peak[i + 1]))
                        .toList());
    }

    List<Goal> goals() {
        Tally.Counts overloaded = overloads.whole();
        return List.of(
                Goal.atLeast(
                        0.9,
                        "goodput of the peak, by processors left by the client",
                        byProcessorsLeft().median()),
                Goal.atMost(
                        3,
                        "admitted p99 in multiples of unloaded",
                        overloaded.p99Millis() / unloaded.p99Millis()),
                Goal.atLeast(1, "share of refusals with Retry-After", overloaded.retryAfterShare()),
                Goal.atMost(0, "neither predicted nor refused", (double) overloaded.failed()),
                Goal.atMost(
                        GROWTH_MAX,
                        "memory in multiples of that after the warm-up",
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
        json.name("peaks");
        write(json, peaks);
        json.name("at_first");
        write(json, atFirst);
        json.name("overloads");
        write(json, overloads);
        json.name("resident_megabytes").beginObject();
        json.name("before").finiteOrNull(memory.before());
        json.name("settled").finiteOrNull(memory.settled());
        json.name("after").finiteOrNull(memory.after());
        json.endObject();
        Goal.write(json, goals());
        json.endObject();
        return sink.toBytes();
    }

    private static void write(JsonWriter json, Turns turns) {
        json.beginArray();
        turns.each().forEach(counts -> write(json, counts));
        json.endArray();
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
