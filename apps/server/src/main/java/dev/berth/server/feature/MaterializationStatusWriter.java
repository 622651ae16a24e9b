package dev.berth.server.feature;

import dev.berth.core.Problem;
import dev.berth.features.materialize.MaterializationResult;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.protocol.feature.FeatureJson;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// Writes the status of materializations as JSON.
public final class MaterializationStatusWriter {
    private MaterializationStatusWriter() {}

    /// The body of an answer.
    public static ByteSink json(List<MaterializationStatus> runs) {
        var sink = new ByteSink(512);
        JsonWriter json = new JsonWriter(sink).beginObject().name("runs").beginArray();
        runs.forEach(run -> write(json, run));
        json.endArray().endObject();
        return sink;
    }

    private static void write(JsonWriter json, MaterializationStatus run) {
        json.beginObject().name("view").string(run.view().toString());
        json.name("state").string(run.state().name().toLowerCase(Locale.ROOT));
        json.name("events").number(run.eventCount());
        json.name("rows").number(run.rowCount());
        run.begunAt().ifPresent(at -> json.name("begunAt").string(at.toString()));
        run.endedAt().ifPresent(at -> json.name("endedAt").string(at.toString()));
        run.outcome().ifPresent(outcome -> write(json, outcome));
        run.problem().ifPresent(problem -> write(json, problem));
        json.endObject();
    }

    private static void write(JsonWriter json, MaterializationResult outcome) {
        json.name("full").bool(outcome.isFull()).name("resumed").bool(outcome.wasResumed());
        json.name("late").number(outcome.lateCount()).name("gone").number(outcome.goneCount());
        if (!outcome.unmet().isEmpty()) {
            json.name("unmet").beginArray();
            outcome.unmet().forEach(unmet -> json.string(unmet.toString()));
            json.endArray();
        }
        json.name("materializedUntil")
                .string(FeatureJson.instant(outcome.untilMicros()).toString());
    }

    private static void write(JsonWriter json, Problem problem) {
        json.name("problem").beginObject().name("code").string(problem.code().code());
        json.name("detail").string(problem.message());
        json.name("remedy").string(problem.remedy()).endObject();
    }
}
