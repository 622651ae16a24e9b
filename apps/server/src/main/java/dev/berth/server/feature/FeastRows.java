package dev.berth.server.feature;

import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.IngestReport;
import dev.berth.features.ingest.StreamIngestion;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.protocol.feature.EventColumns;
import dev.berth.protocol.feature.EventJsonReader;
import dev.berth.protocol.feature.FeastPush;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rows that a client of Feast writes: events of a source whose events arrive.
///
/// All of them are written or none, since such a client checks the status alone: a row that cannot
/// be read, or that has no key or no time, has the others refused.
public final class FeastRows implements PushedEvents {
    private final Form form;
    private final FeatureDefinitions definitions;
    private final ByteBuffer body;

    /// Kind of a body.
    public enum Form {
        /// Of `POST /push`.
        PUSH,
        /// Of `POST /write-to-online-store`.
        WRITE
    }

    /// @param body on the heap; not changed afterwards
    public FeastRows(Form form, FeatureDefinitions definitions, ByteBuffer body) {
        this.form = form;
        this.definitions = definitions;
        this.body = body;
    }

    /// Events for a source.
    private record Events(SourceName source, EventColumns rows) {}

    /// @throws ProblemException `unimplemented` for a view whose events do not arrive, and for rows
    ///   that are to go offline; `record-invalid` with the violations of rows
    @Override
    public IngestReport into(StreamIngestion feeding) {
        Events events = events();
        StreamIngestor ingest = feeding.ingest(events.source());
        var batch = new EventBatch();
        var reading = new Reading(ingest, batch);
        events.rows().read(new EventJsonReader(ingest.source()), reading);
        if (!batch.violations().isEmpty()) {
            throw refused(batch);
        }
        return ingest.take(batch);
    }

    private Events events() {
        byte[] bytes = body.array();
        int offset = body.arrayOffset() + body.position();
        return switch (form) {
            case PUSH -> {
                FeastPush push = FeastPush.push(bytes, offset, body.remaining());
                yield new Events(source(push.target()), push.rows());
            }
            case WRITE -> {
                FeastPush write = FeastPush.write(bytes, offset, body.remaining());
                FeatureView view = ViewNames.stored(write.target(), definitions);
                SourceName source = streamOf(view);
                yield new Events(source, columnsOf(view, source, write.rows()));
            }
        };
    }

    /// A source of the name, or that of a view of the name.
    private SourceName source(String name) {
        List<SourceName> streams =
                definitions.sources().values().stream()
                        .filter(source -> source.origin() instanceof DataSourceConfig.Stream)
                        .map(EventSource::name)
                        .toList();
        for (SourceName source : definitions.sources().keySet()) {
            if (source.value().equals(name)) {
                return source;
            }
        }
        return ViewNames.find(name, definitions::findLatest)
                .flatMap(definitions::findView)
                .map(this::streamOf)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.FEATURE_NOT_FOUND,
                                        "no push source '"
                                                + SanitizedText.of(name)
                                                + "' (expected: a source whose events arrive, or a"
                                                + " view of one; there are "
                                                + streams
                                                + ")"
                                                + NearestName.hint(name, names(streams)),
                                        "name one of them"));
    }

    private List<String> names(List<SourceName> streams) {
        return Stream.concat(
                        streams.stream().map(SourceName::value),
                        definitions.views().keySet().stream().map(view -> view.name().value()))
                .distinct()
                .toList();
    }

    private SourceName streamOf(FeatureView view) {
        EventSource source = definitions.sourceOf(view);
        if (!(source.origin() instanceof DataSourceConfig.Stream)) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "rows of "
                            + view.reference()
                            + " come from its source "
                            + source.name()
                            + " alone, whose events do not arrive (expected: a view of a source"
                            + " with `stream`)",
                    "write them where "
                            + source.name()
                            + " is read, and POST /materialize-incremental");
        }
        return source.name();
    }

    /// Rows with join keys and features for columns, as events: with the columns of the source.
    private EventColumns columnsOf(FeatureView view, SourceName source, EventColumns rows) {
        Map<String, String> columns = new HashMap<>();
        Map<String, ?> own = definitions.source(source).columns();
        view.keys()
                .forEach((entity, column) -> columns.put(definitions.entity(entity).key(), column));
        for (Feature feature : view.features()) {
            String name = feature.name().value();
            switch (feature.derivation()) {
                case FeatureComputation.FromColumn(String column) ->
                        columns.putIfAbsent(name, column);
                case FeatureComputation.Aggregation aggregation -> {
                    if (rows.names().contains(name) && !own.containsKey(name)) {
                        throw aggregate(view, name);
                    }
                }
            }
        }
        columns.keySet().removeIf(own::containsKey);
        return rows.renamed(columns);
    }

    private static ProblemException aggregate(FeatureView view, String feature) {
        return new ProblemException(
                ProblemCode.UNIMPLEMENTED,
                "'%s' of %s is an aggregate of events of %s (expected: these events)"
                        .formatted(feature, view.reference(), view.source()),
                "write events with the source's columns, of which it is made");
    }

    private static ProblemException refused(EventBatch batch) {
        return Problem.of(
                        ProblemCode.RECORD_INVALID,
                        batch.violations().getFirst()
                                + ", among "
                                + batch.size()
                                + " rows, of which nothing was written",
                        "correct the rows, or push events to /v1/features/{source}:push, which takes"
                                + " those that are right")
                .withViolations(batch.violations())
                .asException();
    }

    /// Receiver of rows, which finds those that are no event of any entity.
    private final class Reading implements EventJsonReader.Sink {
        private final StreamIngestor ingest;
        private final EventBatch batch;
        private final List<int[]> keys;
        private int row;

        Reading(StreamIngestor ingest, EventBatch batch) {
            this.ingest = ingest;
            this.batch = batch;
            List<String> names = ingest.form().names();
            this.keys =
                    definitions.views().values().stream()
                            .filter(view -> view.source().equals(ingest.source().name()))
                            .map(
                                    view ->
                                            view.keys().values().stream()
                                                    .mapToInt(names::indexOf)
                                                    .toArray())
                            .toList();
        }

        @Override
        public void event(@Nullable Object[] values) {
            var event = ingest.form().event(values);
            if (event.isEmpty()) {
                addViolation(ingest.source().time(), "no time", "when it happened");
            } else if (keys.stream().noneMatch(key -> isWhole(key, values))) {
                addViolation("", "no key", "one of each entity of a view of the source");
            } else {
                batch.add(event);
            }
            row++;
        }

        private static boolean isWhole(int[] key, @Nullable Object[] values) {
            for (int column : key) {
                if (column < 0 || values[column] == null) {
                    return false;
                }
            }
            return true;
        }

        private void addViolation(String column, String found, String expected) {
            String place = EventColumns.place(row);
            batch.addViolation(
                    new Problem.FieldViolation(
                            column.isEmpty() ? place : place + "." + column, found, expected));
        }

        @Override
        public void violation(Problem.FieldViolation violation) {
            batch.addViolation(violation);
            row++;
        }
    }
}
