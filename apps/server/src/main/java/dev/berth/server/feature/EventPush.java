package dev.berth.server.feature;

import dev.berth.core.Problem;
import dev.berth.core.feature.SourceName;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.Feeding;
import dev.berth.features.ingest.Ingest;
import dev.berth.features.ingest.IngestReport;
import dev.berth.protocol.feature.EventJson;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.nio.ByteBuffer;

/// Events that a caller pushes.
///
/// @param source whose they are, as the caller wrote it
/// @param body on the heap; nobody changes it
public record EventPush(String source, Form form, ByteBuffer body) {
    /// How they are written.
    public enum Form {
        /// `{"events": [...]}`.
        OBJECT,
        /// One on each line.
        LINES
    }

    /// Writes them, and then the answer. Blocks.
    ///
    /// @throws dev.berth.core.ProblemException as [Ingest#of] and [Ingest#take];
    ///   `request-malformed` if the body is something else; `name-invalid`
    ByteSink into(Feeding feeding) {
        Ingest ingest = feeding.ingest(new SourceName(source));
        var batch = new EventBatch();
        var reader = new EventJson(ingest.source());
        var sink =
                EventJson.Sink.of(
                        values -> batch.add(ingest.form().event(values)), batch::addFault);
        byte[] bytes = body.array();
        int offset = body.arrayOffset() + body.position();
        switch (form) {
            case OBJECT -> reader.readBody(bytes, offset, body.remaining(), sink);
            case LINES -> reader.readLines(bytes, offset, body.remaining(), 1, sink);
        }
        return answer(ingest.take(batch));
    }

    private static ByteSink answer(IngestReport report) {
        var sink = new ByteSink(256);
        JsonWriter json = new JsonWriter(sink).beginObject();
        report.counts().forEach((what, count) -> json.name(what).number(count));
        json.name("problems").beginArray();
        for (Problem.Fault fault : report.faults()) {
            json.string(fault.toString());
        }
        json.endArray().endObject();
        return sink;
    }
}
