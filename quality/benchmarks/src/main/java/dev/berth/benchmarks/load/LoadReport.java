package dev.berth.benchmarks.load;

import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// The turns of all candidates, as a table for people and as JSON for comparisons.
final class LoadReport {
    private final Machine machine;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    LoadReport(Machine machine) {
        this.machine = machine;
    }

    private static final class Row {
        private final String meaning;
        private final List<Turn> turns = new ArrayList<>();
        private long residentMegabytes;

        Row(String meaning) {
            this.meaning = meaning;
        }

        Spread spread(ToDoubleFunction<Turn> figure) {
            return Spread.of(turns.stream().map(figure::applyAsDouble).toList());
        }
    }

    void add(Candidate candidate, Turn turn, long residentMegabytes) {
        Row row = rows.computeIfAbsent(candidate.name(), name -> new Row(candidate.meaning()));
        row.turns.add(turn);
        row.residentMegabytes = residentMegabytes;
    }

    String table() {
        var text = new StringBuilder();
        text.append(
                "%s, %d processors, %d MB, %s, %s, load %.1f at the start%n"
                        .formatted(
                                machine.processor(),
                                machine.processors(),
                                machine.memoryMegabytes(),
                                machine.system(),
                                machine.java(),
                                machine.load()));
        text.append(
                "%-8s %28s %8s %8s %22s %7s  %s%n"
                        .formatted(
                                "",
                                "requests/s (least..most)",
                                "p50 ms",
                                "p99 ms",
                                "CPU us/request",
                                "MB",
                                ""));
        rows.forEach((name, row) -> text.append(line(name, row)));
        return text.toString();
    }

    private static String line(String name, Row row) {
        Spread rate = row.spread(Turn::requestsPerSecond);
        Spread cpu = row.spread(Turn::cpuMicros);
        return String.format(
                Locale.ROOT,
                "%-8s %,10.0f (%,.0f..%,.0f) %8s %8s %8.1f (%.1f..%.1f) %7s  %s%n",
                name,
                rate.median(),
                rate.least(),
                rate.most(),
                orDash(row.spread(Turn::p50Millis).median()),
                orDash(row.spread(Turn::p99Millis).median()),
                cpu.median(),
                cpu.least(),
                cpu.most(),
                row.residentMegabytes == 0 ? "-" : row.residentMegabytes,
                row.meaning);
    }

    private static String orDash(double millis) {
        return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, "%.2f", millis);
    }

    byte[] json() {
        var sink = new ByteSink(4096);
        var json = new JsonWriter(sink);
        json.beginObject();
        json.name("machine").beginObject();
        json.name("processor").string(machine.processor());
        json.name("processors").number(machine.processors());
        json.name("memory_megabytes").number(machine.memoryMegabytes());
        json.name("system").string(machine.system());
        json.name("java").string(machine.java());
        json.name("load").finiteOrNull(machine.load());
        json.endObject();
        json.name("candidates").beginArray();
        rows.forEach((name, row) -> write(json, name, row));
        json.endArray().endObject();
        return sink.toBytes();
    }

    private static void write(JsonWriter json, String name, Row row) {
        json.beginObject();
        json.name("name").string(name);
        json.name("meaning").string(row.meaning);
        json.name("resident_megabytes").number(row.residentMegabytes);
        json.name("turns").beginArray();
        for (Turn turn : row.turns) {
            json.beginObject();
            json.name("requests_per_second").finiteOrNull(turn.requestsPerSecond());
            json.name("p50_millis").finiteOrNull(turn.p50Millis());
            json.name("p99_millis").finiteOrNull(turn.p99Millis());
            json.name("cpu_micros_per_request").finiteOrNull(turn.cpuMicros());
            json.endObject();
        }
        json.endArray().endObject();
    }
}
