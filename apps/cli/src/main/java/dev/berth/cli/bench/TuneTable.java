package dev.berth.cli.bench;

import dev.berth.cli.console.Quantities;
import dev.berth.cli.console.Table;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Output of a tuning: a terminal table of the candidates with the choice marked, or JSON values.
final class TuneTable {
    private static final String CHOICE = "→";
    private static final String LEFT = "as it is";

    private TuneTable() {}

    static void print(TuneRun.Result result, PrintStream out) {
        out.println(
                result.profile().model()
                        + "@"
                        + result.profile().version()
                        + ", tuned on "
                        + result.profile().machine());
        out.println();
        var table =
                new Table(
                        " ",
                        "EXECUTORS",
                        "THREADS",
                        "BATCH LIMIT",
                        "RECORDS/S",
                        "SPREAD",
                        "P50 ALONE",
                        "MEMORY");
        for (List<TuningTrialResult> stage : result.found().stages()) {
            stage.forEach(tried -> table.row(row(tried, result.found())));
        }
        table.print(out);
        out.println();
        result.found()
                .disturbance()
                .ifPresent(
                        spread ->
                                out.printf(
                                        Locale.ROOT,
                                        "the measurements of one candidate differed by up to %.0f %%,"
                                                + " so what is within that counts as equal: tune on a"
                                                + " quiet machine, or with a longer --duration%n",
                                        100 * spread));
        out.println(verdict(result));
    }

    private static String[] row(TuningTrialResult tried, TuningSearch.SearchResult found) {
        return new String[] {
            tried.equals(found.choice()) ? CHOICE : " ",
            setting(tried.tuning().executors()),
            setting(tried.tuning().intraOpThreads()),
            setting(tried.tuning().batchSizeMax()),
            Quantities.digits(tried.recordsPerSecond()),
            Math.round(100 * tried.spread()) + " %",
            Quantities.duration(tried.aloneNanos()),
            Quantities.bytes(tried.memoryBytes())
        };
    }

    private static String setting(Optional<Integer> count) {
        return count.map(String::valueOf).orElse(LEFT);
    }

    private static String verdict(TuneRun.Result result) {
        if (result.quick()) {
            return "left as it is: it takes microseconds, and the threads that read requests"
                    + " execute it themselves";
        }
        if (result.found().isAsItIs()) {
            return "left as it is: nothing was better beyond the noise";
        }
        TuningTrialResult before = result.found().stages().getFirst().getFirst();
        TuningTrialResult choice = result.found().choice();
        return String.format(
                Locale.ROOT,
                "chosen: %s (%+.0f %% records/s, %+.0f %% latency alone); a server honours it when"
                        + " it loads the model next",
                choice.tuning(),
                100 * (choice.recordsPerSecond() / before.recordsPerSecond() - 1),
                100 * ((double) choice.aloneNanos() / before.aloneNanos() - 1));
    }

    static Map<String, @Nullable Object> plain(TuneRun.Result result) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("model", result.profile().model());
        plain.put("version", result.profile().version());
        plain.put("machine", result.profile().machine().plain());
        plain.put("leftAsItIs", result.found().isAsItIs());
        plain.put("choice", result.found().choice().plain());
        plain.put(
                "candidates",
                result.found().stages().stream()
                        .flatMap(List::stream)
                        .map(TuningTrialResult::plain)
                        .toList());
        return plain;
    }
}
