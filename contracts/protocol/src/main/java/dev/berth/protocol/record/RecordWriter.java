package dev.berth.protocol.record;

import dev.berth.core.Problem;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.protocol.ProblemMapping;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes a model's outputs as records, in the form of the request.
///
/// Numbers that JSON cannot say (NaN and the infinities) are `null`. Bytes are base64; in the form
/// of [PredictBodyFormat#INSTANCES] and [PredictBodyFormat#INPUTS] wrapped as `{"b64": ...}`. A
/// float output with categories stays an array of numbers; which category each position stands for
/// is in the OpenAPI document. Outputs that are a [ObjectListSpec] are an array of objects. In the
/// two older forms a single output stands without its name.
public final class RecordWriter {
    private final Signature signature;
    private final PredictBodyFormat form;
    private final JsonWriter json;

    private RecordWriter(Signature signature, PredictBodyFormat form, ByteSink sink) {
        this.signature = signature;
        this.form = form;
        this.json = new JsonWriter(sink);
    }

    /// Appends the answer.
    ///
    /// @param groups the outputs in the order of the request's groups
    public static void write(
            Signature signature, PredictBodyFormat form, List<NamedTensors> groups, ByteSink sink) {
        new RecordWriter(signature, form, sink).write(groups);
    }

    /// Appends an answer in part: `{"records": [...], "problems": [{"record": 1, "problem":
    /// {...}}]}`, in which a record without an answer is `null`.
    ///
    /// @param records the outputs of each record, or null
    /// @param problems by the positions of those that have none
    public static void writePartial(
            Signature signature,
            List<@Nullable NamedTensors> records,
            Map<Integer, Problem> problems,
            ByteSink sink) {
        var writer = new RecordWriter(signature, PredictBodyFormat.RECORDS, sink);
        JsonWriter json = writer.json.beginObject().name("records").beginArray();
        for (NamedTensors record : records) {
            if (record == null) {
                json.nullValue();
            } else {
                writer.writeRecord(record, 0);
            }
        }
        json.endArray().name("problems").beginArray();
        new TreeMap<>(problems)
                .forEach(
                        (record, problem) -> {
                            json.beginObject().name("record").number(record).name("problem");
                            ProblemMapping.writeProblem(problem, json);
                            json.endObject();
                        });
        json.endArray().endObject();
    }

    private void write(List<NamedTensors> groups) {
        switch (form) {
            case SINGLE -> writeRecord(groups.getFirst(), 0);
            case RECORDS -> writeRecords("records", groups);
            case INSTANCES -> writeRecords("predictions", groups);
            case INPUTS -> writeColumns(groups);
        }
    }

    private void writeRecords(String name, List<NamedTensors> groups) {
        json.beginObject().name(name).beginArray();
        for (NamedTensors group : groups) {
            int rows = rows(group);
            for (int row = 0; row < rows; row++) {
                if (form == PredictBodyFormat.INSTANCES && group.count() == 1) {
                    writeRow(group.tensor(0), row);
                } else {
                    writeRecord(group, row);
                }
            }
        }
        json.endArray().endObject();
    }

    private int rows(NamedTensors group) {
        return signature.isBatched() && group.count() > 0 ? group.tensor(0).rows() : 1;
    }

    private void writeRecord(NamedTensors group, int row) {
        json.beginObject();
        int output = 0;
        while (output < group.count()) {
            Optional<ObjectListSpec> list = signature.findList(group.name(output));
            json.name(list.isPresent() ? list.get().name() : group.name(output));
            writeMember(group, output, list, row);
            output += width(list);
        }
        json.endObject();
    }

    private void writeColumns(List<NamedTensors> groups) {
        json.beginObject().name("outputs");
        int outputs = groups.isEmpty() ? 0 : groups.getFirst().count();
        if (outputs == 1) {
            writeColumn(groups, 0, signature.findList(groups.getFirst().name(0)));
        } else {
            json.beginObject();
            int output = 0;
            while (output < outputs) {
                String name = groups.getFirst().name(output);
                Optional<ObjectListSpec> list = signature.findList(name);
                json.name(list.isPresent() ? list.get().name() : name);
                writeColumn(groups, output, list);
                output += width(list);
            }
            json.endObject();
        }
        json.endObject();
    }

    private void writeColumn(List<NamedTensors> groups, int output, Optional<ObjectListSpec> list) {
        if (!signature.isBatched()) {
            writeMember(groups.getFirst(), output, list, 0);
            return;
        }
        json.beginArray();
        for (NamedTensors group : groups) {
            for (int row = 0; row < rows(group); row++) {
                writeMember(group, output, list, row);
            }
        }
        json.endArray();
    }

    /// How many outputs stand under one name.
    private static int width(Optional<ObjectListSpec> list) {
        return list.isPresent() ? list.get().keys().size() : 1;
    }

    /// @param output the first output of what is written
    private void writeMember(
            NamedTensors group, int output, Optional<ObjectListSpec> list, int row) {
        if (list.isEmpty()) {
            writeRow(group.tensor(output), row);
            return;
        }
        List<String> keys = list.get().keys();
        int dimension = signature.isBatched() ? 1 : 0;
        long size = group.tensor(output).shape().size(dimension);
        json.beginArray();
        for (int element = 0; element < size; element++) {
            json.beginObject();
            for (int i = 0; i < keys.size(); i++) {
                Tensor tensor = group.tensor(output + i);
                json.name(keys.get(i));
                int from = row * (int) size + element;
                writeValue(tensor, from * step(tensor, dimension), dimension + 1);
            }
            json.endObject();
        }
        json.endArray();
    }

    private void writeRow(Tensor tensor, int row) {
        if (signature.isBatched()) {
            writeValue(tensor, row * (int) tensor.shape().elementsPerRow(), 1);
        } else {
            writeValue(tensor, 0, 0);
        }
    }

    private void writeValue(Tensor tensor, int from, int dimension) {
        if (dimension == tensor.shape().rank()) {
            writeScalar(tensor, from);
            return;
        }
        int step = step(tensor, dimension);
        json.beginArray();
        for (int i = 0; i < tensor.shape().size(dimension); i++) {
            writeValue(tensor, from + i * step, dimension + 1);
        }
        json.endArray();
    }

    /// How many elements one step along a dimension spans.
    private static int step(Tensor tensor, int dimension) {
        int step = 1;
        for (int i = dimension + 1; i < tensor.shape().rank(); i++) {
            step *= (int) tensor.shape().size(i);
        }
        return step;
    }

    private void writeScalar(Tensor tensor, int index) {
        switch (tensor.type()) {
            case BOOL -> json.bool(tensor.data().get(index) != 0);
            case FLOAT16, BFLOAT16, FLOAT32 -> json.finiteOrNull((float) tensor.number(index));
            case FLOAT64 -> json.finiteOrNull(tensor.number(index));
            case INT64 -> json.number(tensor.data().getLong(8 * index));
            case UINT64 -> json.unsigned(tensor.data().getLong(8 * index));
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
                    json.number((long) tensor.number(index));
            case STRING -> json.utf8(tensor.element(index));
            case BYTES -> writeBytes(tensor.element(index));
        }
    }

    private void writeBytes(byte[] content) {
        if (form == PredictBodyFormat.INSTANCES || form == PredictBodyFormat.INPUTS) {
            json.beginObject().name("b64").base64(content).endObject();
        } else {
            json.base64(content);
        }
    }
}
