package dev.berth.server.feature;

import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.FeatureStatus;
import dev.berth.features.online.FeatureValue;
import dev.berth.protocol.feature.FeatureJson;
import dev.berth.protocol.feature.FeatureJson.Times;
import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonValues;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Map;

/// An answer of Berth's own form: an object for each row, with what was sent of it and each feature
/// by the name that the caller wrote, and beside it the statuses of those that are not present.
public final class FeatureRowsWriter {
    private final FeatureRequest request;
    private final SelectedFeatures wanted;
    private final List<byte[]> names;

    /// The response for the selected features.
    ///
    /// @throws dev.berth.core.ProblemException `parameter-invalid` if a feature is requested twice
    public FeatureRowsWriter(FeatureRequest request, SelectedFeatures wanted) {
        this.request = request;
        this.wanted = wanted;
        this.names = ResponseFeatureNames.written(wanted).stream().map(JsonWriter::encode).toList();
    }

    /// The body of the answer.
    public ByteSink json(FeatureRows found) {
        var sink = new ByteSink(ResponseSizeEstimate.bytes(request, wanted));
        var json = new JsonWriter(sink).beginObject().name("features").beginArray();
        wanted.selections().forEach(selection -> json.string(selection.feature().toString()));
        json.endArray().name("rows").beginArray();
        for (int row = 0; row < found.rows().size(); row++) {
            writeRow(json, row, found.rows().get(row));
        }
        json.endArray().name("statuses").beginArray();
        found.rows().forEach(row -> writeStatuses(json, row));
        json.endArray().endObject();
        return sink;
    }

    private void writeRow(JsonWriter json, int index, List<FeatureValue> row) {
        json.beginObject();
        for (Map.Entry<String, List<Object>> column : request.entities().entrySet()) {
            JsonValues.write(json.name(column.getKey()), column.getValue().get(index));
        }
        for (int i = 0; i < row.size(); i++) {
            FeatureJson.write(
                    json.encodedName(names.get(i)),
                    wanted.types().get(i),
                    row.get(i).value(),
                    Times.TEXT);
        }
        json.endObject();
    }

    private void writeStatuses(JsonWriter json, List<FeatureValue> row) {
        json.beginObject();
        for (int i = 0; i < row.size(); i++) {
            FeatureStatus status = row.get(i).status();
            if (status != FeatureStatus.PRESENT) {
                json.encodedName(names.get(i)).string(status.name());
            }
        }
        json.endObject();
    }
}
