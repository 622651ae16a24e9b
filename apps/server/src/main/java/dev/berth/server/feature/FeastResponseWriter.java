package dev.berth.server.feature;

import com.google.protobuf.Timestamp;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.FeatureStatus;
import dev.berth.features.online.FeatureValue;
import dev.berth.proto.feast.serving.FeatureViewMetadata;
import dev.berth.proto.feast.serving.FieldStatus;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse.FeatureVector;
import dev.berth.proto.feast.types.RepeatedValue;
import dev.berth.protocol.feature.FeastMessages;
import dev.berth.protocol.feature.FeastValues;
import dev.berth.protocol.feature.FeatureJson;
import dev.berth.protocol.feature.FeatureJson.Times;
import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.protocol.feature.InstantText;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonValues;
import dev.berth.protocol.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/// An answer of Feast's form: a column for each entity, as it was sent, and then for each feature,
/// with a value, a status and the time of the event for each row.
///
/// Source: Feast's Python and Go feature servers.
public final class FeastResponseWriter {
    /// The entities' time, as JSON has it.
    private static final String NO_TIME = quoted(InstantText.of(0));

    private final FeatureRequest featureRequest;
    private final SelectedFeatures wanted;
    private final List<String> names;

    /// The response for the selected features.
    ///
    /// @throws dev.berth.core.ProblemException `parameter-invalid` if two features would be called
    ///   the same
    public FeastResponseWriter(FeatureRequest featureRequest, SelectedFeatures wanted) {
        this.featureRequest = featureRequest;
        this.wanted = wanted;
        this.names = ResponseFeatureNames.of(wanted, featureRequest.naming());
    }

    /// Text without anything that JSON escapes.
    private static String quoted(String plain) {
        return '"' + plain + '"';
    }

    /// A status as JSON has it.
    private static String text(FeatureStatus status) {
        return switch (status) {
            case PRESENT -> "\"PRESENT\"";
            case NULL_VALUE -> "\"NULL_VALUE\"";
            case NOT_FOUND -> "\"NOT_FOUND\"";
            case OUTSIDE_MAX_AGE -> "\"OUTSIDE_MAX_AGE\"";
        };
    }

    /// The body of an answer by HTTP.
    public ByteSink json(FeatureRows found) {
        var sink = new ByteSink(ResponseSizeEstimate.bytes(featureRequest, wanted));
        var json = new JsonWriter(sink).beginObject();
        json.name("metadata").beginObject().name("feature_names").beginArray();
        keys().forEach(json::string);
        names.forEach(json::string);
        json.endArray();
        if (featureRequest.includesVersions()) {
            writeVersions(json.name("feature_view_metadata"));
        }
        json.endObject();
        json.name("results").beginArray();
        keys().map(featureRequest.entities()::get).forEach(column -> writeEntities(json, column));
        var times = new RowTimes<>(found.rows().size(), micros -> quoted(InstantText.of(micros)));
        for (int feature = 0; feature < wanted.size(); feature++) {
            writeFeature(json, found.rows(), feature, times);
        }
        json.endArray().endObject();
        return sink;
    }

    /// The columns of entities, without those of inputs.
    private Stream<String> keys() {
        return featureRequest.entities().keySet().stream()
                .filter(wanted.columns().keys()::contains);
    }

    private void writeVersions(JsonWriter json) {
        json.beginArray();
        for (ViewReference view : views()) {
            json.beginObject().name("name").string(view.name().value());
            json.name("version").number(view.version()).endObject();
        }
        json.endArray();
    }

    private List<ViewReference> views() {
        return wanted.references().stream().map(FeatureReference::view).distinct().toList();
    }

    private static void writeEntities(JsonWriter json, List<Object> column) {
        json.beginObject().name("values").beginArray();
        column.forEach(value -> JsonValues.write(json, value));
        json.endArray().name("statuses").beginArray();
        column.forEach(value -> json.raw(text(FeatureStatus.PRESENT)));
        json.endArray().name("event_timestamps").beginArray();
        column.forEach(value -> json.raw(NO_TIME));
        json.endArray().endObject();
    }

    private void writeFeature(
            JsonWriter json, List<List<FeatureValue>> rows, int feature, RowTimes<String> times) {
        FeatureType type = wanted.types().get(feature);
        json.beginObject().name("values").beginArray();
        for (List<FeatureValue> row : rows) {
            FeatureJson.write(json, type, row.get(feature).value(), Times.UNIX_SECONDS);
        }
        json.endArray().name("statuses").beginArray();
        for (List<FeatureValue> row : rows) {
            json.raw(text(row.get(feature).status()));
        }
        json.endArray().name("event_timestamps").beginArray();
        for (int i = 0; i < rows.size(); i++) {
            json.raw(times.of(i, rows.get(i).get(feature).eventMicros()));
        }
        json.endArray().endObject();
    }

    /// The message of an answer by gRPC.
    ///
    /// @param request whose entities it repeats as they came
    public GetOnlineFeaturesResponse message(GetOnlineFeaturesRequest request, FeatureRows found) {
        var message = GetOnlineFeaturesResponse.newBuilder();
        var featureNames = message.getMetadataBuilder().getFeatureNamesBuilder();
        request.getEntitiesMap()
                .forEach(
                        (name, column) ->
                                wanted.columns()
                                        .answered(name)
                                        .ifPresent(
                                                key -> {
                                                    featureNames.addVal(key);
                                                    message.addResults(entities(column));
                                                }));
        featureNames.addAllVal(names);
        if (featureRequest.includesVersions()) {
            views().forEach(
                            view ->
                                    message.getMetadataBuilder()
                                            .addFeatureViewMetadata(version(view)));
        }
        var times = new RowTimes<>(found.rows().size(), FeastMessages::timestamp);
        for (int feature = 0; feature < wanted.size(); feature++) {
            message.addResults(vector(found.rows(), feature, times));
        }
        return message.build();
    }

    private static FeatureViewMetadata version(ViewReference view) {
        return FeatureViewMetadata.newBuilder()
                .setName(view.name().value())
                .setVersion(view.version())
                .build();
    }

    private static FeatureVector entities(RepeatedValue column) {
        var vector = FeatureVector.newBuilder().addAllValues(column.getValList());
        for (int row = 0; row < column.getValCount(); row++) {
            vector.addStatuses(FieldStatus.PRESENT)
                    .addEventTimestamps(Timestamp.getDefaultInstance());
        }
        return vector.build();
    }

    private FeatureVector vector(
            List<List<FeatureValue>> rows, int feature, RowTimes<Timestamp> times) {
        FeatureType type = wanted.types().get(feature);
        var vector = FeatureVector.newBuilder();
        for (int i = 0; i < rows.size(); i++) {
            FeatureValue value = rows.get(i).get(feature);
            vector.addValues(FeastValues.write(type, value.value()))
                    .addStatuses(status(value.status()))
                    .addEventTimestamps(times.of(i, value.eventMicros()));
        }
        return vector.build();
    }

    private static FieldStatus status(FeatureStatus status) {
        return switch (status) {
            case PRESENT -> FieldStatus.PRESENT;
            case NULL_VALUE -> FieldStatus.NULL_VALUE;
            case NOT_FOUND -> FieldStatus.NOT_FOUND;
            case OUTSIDE_MAX_AGE -> FieldStatus.OUTSIDE_MAX_AGE;
        };
    }

    /// Times as an answer has them: features of one view have that of one event, so the row's last
    /// is often the next as well.
    private static final class RowTimes<T> {
        private final LongFunction<T> form;
        private final long[] micros;
        private final List<T> formed;

        RowTimes(int rowCount, LongFunction<T> form) {
            this.form = form;
            this.micros = new long[rowCount];
            this.formed = new ArrayList<>(Collections.nCopies(rowCount, form.apply(0)));
        }

        T of(int row, long eventMicros) {
            if (micros[row] != eventMicros) {
                micros[row] = eventMicros;
                formed.set(row, form.apply(eventMicros));
            }
            return formed.get(row);
        }
    }
}
