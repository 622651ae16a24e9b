package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.Goal;
import dev.berth.benchmarks.figure.Spread;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;

/// Report as JSON, with every turn.
final class LoadJson {
    private LoadJson() {}

    static byte[] of(LoadReport report) {
        var sink = new ByteSink(4096);
        var json = new JsonWriter(sink);
        json.beginObject();
        report.machine().write(json);
        json.name("candidates").beginArray();
        report.rows().forEach(row -> write(json, report, row));
        json.endArray();
        json.name("in_process_settings").beginArray();
        report.tried().forEach(tried -> write(json, tried));
        json.endArray();
        Goal.write(json, LoadGoals.of(report));
        json.endObject();
        return sink.toBytes();
    }

    private static void write(JsonWriter json, LoadReport report, LoadReport.Row row) {
        json.beginObject();
        json.name("name").string(row.name());
        json.name("meaning").string(row.meaning());
        row.reference().ifPresent(reference -> json.name("reference").string(reference));
        report.ratio(row.name()).ifPresent(ratio -> write(json, ratio));
        json.name("resident_megabytes").number(row.residentMegabytes());
        json.name("turns").beginArray();
        for (Turn turn : row.turns()) {
            json.beginObject();
            json.name("requests_per_second").finiteOrNull(turn.requestsPerSecond());
            json.name("p50_millis").finiteOrNull(turn.p50Millis());
            json.name("p99_millis").finiteOrNull(turn.p99Millis());
            json.name("cpu_micros_per_request").finiteOrNull(turn.cpuMicros());
            json.name("slowest_of_mean").finiteOrNull(turn.slowestOfMean());
            json.endObject();
        }
        json.endArray().endObject();
    }

    private static void write(JsonWriter json, Spread ratio) {
        json.name("of_reference").beginObject();
        json.name("least").finiteOrNull(ratio.least());
        json.name("median").finiteOrNull(ratio.median());
        json.name("most").finiteOrNull(ratio.most());
        json.endObject();
    }

    private static void write(JsonWriter json, MiniLmLimit.SettingResult tried) {
        json.beginObject();
        json.name("batch").number(tried.setting().batch());
        json.name("callers").number(tried.setting().threads().callers());
        json.name("intra_op_threads").number(tried.setting().threads().intraOp());
        json.name("rows_per_second").finiteOrNull(tried.rowsPerSecond());
        json.endObject();
    }
}
