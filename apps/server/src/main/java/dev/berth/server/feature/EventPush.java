package dev.berth.server.feature;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.SourceName;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.IngestReport;
import dev.berth.features.ingest.StreamIngestion;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.proto.features.PushEventsRequest;
import dev.berth.proto.features.PushEventsResponse;
import dev.berth.protocol.feature.EventJsonReader;
import dev.berth.protocol.feature.EventMessages;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.nio.ByteBuffer;

/// Events that a caller pushes.
public final class EventPush implements PushedEvents {
    /// A body of 64 MiB has as many of usual length; some hundred bytes each in memory.
    private static final int EVENTS_MAX = 1_000_000;

    private final String source;
    private final Events events;

    private EventPush(String source, Events events) {
        this.source = source;
        this.events = events;
    }

    /// Events as they were received.
    private interface Events {
        /// @throws dev.berth.core.ProblemException `request-malformed` if they are something else
        void read(EventSource source, EventJsonReader reader, EventJsonReader.Sink sink);
    }

    /// Form of a body of events.
    public enum Form {
        /// `{"events": [...]}`.
        OBJECT,
        /// One on each line.
        LINES
    }

    /// Those of a body.
    ///
    /// @param source whose they are, as the caller wrote it
    /// @param body on the heap; not changed afterwards
    public static EventPush of(String source, Form form, ByteBuffer body) {
        byte[] bytes = body.array();
        int offset = body.arrayOffset() + body.position();
        int length = body.remaining();
        return new EventPush(
                source,
                (of, reader, sink) -> {
                    switch (form) {
                        case OBJECT -> reader.readBody(bytes, offset, length, sink);
                        case LINES -> reader.readLines(bytes, offset, length, 1, sink);
                    }
                });
    }

    /// Those of a message.
    public static EventPush of(PushEventsRequest request) {
        return new EventPush(
                request.getSource(),
                (of, reader, sink) -> EventMessages.read(request, of.epoch(), reader, sink));
    }

    @Override
    public IngestReport into(StreamIngestion feeding) {
        StreamIngestor ingest = feeding.ingest(new SourceName(source));
        var batch = new EventBatch();
        events.read(
                ingest.source(),
                new EventJsonReader(ingest.source()),
                EventJsonReader.Sink.of(
                        values -> {
                            // Those beyond are read, and kept nowhere.
                            if (batch.size() <= EVENTS_MAX) {
                                batch.add(ingest.form().event(values));
                            }
                        },
                        batch::addViolation));
        requireFew(batch);
        return ingest.take(batch);
    }

    private static void requireFew(EventBatch batch) {
        if (batch.size() > EVENTS_MAX) {
            throw new ProblemException(
                    ProblemCode.BATCH_TOO_LARGE,
                    "more than " + EVENTS_MAX + " events in one push (expected: at most as many)",
                    "split the push; nothing of it was written");
        }
    }

    /// What became of them, as a body.
    public static ByteSink json(IngestReport report) {
        var sink = new ByteSink(256);
        JsonWriter json = new JsonWriter(sink).beginObject();
        report.counts().forEach((what, count) -> json.name(what).number(count));
        json.name("problems").beginArray();
        for (Problem.FieldViolation violation : report.violations()) {
            json.string(violation.toString());
        }
        json.endArray().endObject();
        return sink;
    }

    /// The same as a message.
    public static PushEventsResponse message(IngestReport report) {
        return PushEventsResponse.newBuilder()
                .setAccepted(report.accepted())
                .setDuplicates(report.duplicates())
                .setInHistory(report.inHistory())
                .setWithoutKey(report.withoutKey())
                .setWithoutTime(report.withoutTime())
                .setMalformed(report.malformed())
                .addAllProblems(
                        report.violations().stream().map(Problem.FieldViolation::toString).toList())
                .build();
    }
}
