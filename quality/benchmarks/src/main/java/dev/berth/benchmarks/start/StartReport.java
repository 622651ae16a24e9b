package dev.berth.benchmarks.start;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Machine;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Report of all kinds of start, as a table and as JSON.
final class StartReport {
    private static final double RESIDENT_MEGABYTES_MAX = 200;

    private final Machine machine;
    private final Map<StartKind, List<StartRun>> runs = new LinkedHashMap<>();

    StartReport(Machine machine) {
        this.machine = machine;
    }

    void add(StartKind kind, StartRun run) {
        runs.computeIfAbsent(kind, each -> new ArrayList<>()).add(run);
    }

    private Spread spread(StartKind kind, ToDoubleFunction<StartRun> figure) {
        return Spread.of(
                runs.getOrDefault(kind, List.of()).stream().map(figure::applyAsDouble).toList());
    }

    String table() {
        String row = "%-14s %26s %26s %26s%n";
        var text = new StringBuilder(machine.describe()).append('\n');
        text.append(
                row.formatted("", "s to first prediction", "CPU s to then", "resident MB idle"));
        for (StartKind kind : runs.keySet()) {
            text.append(
                    row.formatted(
                            kind.name(),
                            words(spread(kind, StartRun::seconds), "%.2f"),
                            words(spread(kind, StartRun::cpuSeconds), "%.2f"),
                            words(spread(kind, StartRun::residentMegabytes), "%.0f")));
        }
        goals().forEach(goal -> text.append(goal).append('\n'));
        return text.toString();
    }

    private static String words(Spread spread, String format) {
        return String.format(
                Locale.ROOT,
                format + " (" + format + ".." + format + ")",
                spread.median(),
                spread.least(),
                spread.most());
    }

    private List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        for (StartKind kind : runs.keySet()) {
            goals.add(
                    Goal.atMost(
                            kind.secondsMax(),
                            kind.name() + ": s to first prediction",
                            spread(kind, StartRun::seconds).median()));
            goals.add(
                    Goal.atMost(
                            RESIDENT_MEGABYTES_MAX,
                            kind.name() + ": resident MB idle",
                            spread(kind, StartRun::residentMegabytes).median()));
        }
        return goals;
    }

    byte[] json() {
        var sink = new ByteSink(4096);
        var json = new JsonWriter(sink);
        json.beginObject();
        machine.write(json);
        json.name("kinds").beginArray();
        runs.forEach((kind, starts) -> write(json, kind, starts));
        json.endArray();
        Goal.write(json, goals());
        json.endObject();
        return sink.toBytes();
    }

    private static void write(JsonWriter json, StartKind kind, List<StartRun> starts) {
        json.beginObject();
        json.name("name").string(kind.name());
        json.name("runs").beginArray();
        for (StartRun run : starts) {
            json.beginObject();
            json.name("seconds").finiteOrNull(run.seconds());
            json.name("cpu_seconds").finiteOrNull(run.cpuSeconds());
            json.name("resident_megabytes").finiteOrNull(run.residentMegabytes());
            json.endObject();
        }
        json.endArray().endObject();
    }
}
