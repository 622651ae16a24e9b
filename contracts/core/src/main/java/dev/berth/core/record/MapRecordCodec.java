package dev.berth.core.record;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Records as Java maps, for callers in the same process.
///
/// A value is a String, Boolean, Number or `byte[]`, or nested Lists or arrays of them, in the
/// shape that the signature declares for one record. Bytes may also be a String of base64. Outputs
/// are String, Boolean, Long (BigInteger for a uint64 beyond Long), Float (for all floating types
/// but float64), Double, `byte[]` and Lists of them, and a List of Maps for a [ObjectListSpec].
public final class MapRecordCodec {
    private MapRecordCodec() {}

    /// One record as tensors, which the caller closes.
    ///
    /// @throws ProblemException `record-invalid` with every violation
    public static NamedTensors toTensors(
            Signature signature, Map<String, ?> fields, TensorPool pool) {
        var builder = new RecordBuilder(signature);
        read(signature, fields, "$", builder);
        return builder.toTensors(pool).getFirst();
    }

    /// Records as tensors, which the caller closes: one element if they have the same shapes and
    /// the signature has a batch dimension, otherwise one for each.
    ///
    /// @throws ProblemException `record-invalid` with every violation of every record
    public static List<NamedTensors> toTensors(
            Signature signature, List<? extends Map<String, ?>> records, TensorPool pool) {
        var builder = new RecordBuilder(signature);
        for (int i = 0; i < records.size(); i++) {
            read(signature, records.get(i), "$[" + i + "]", builder);
        }
        return builder.toTensors(pool);
    }

    private static void read(
            Signature signature, Map<String, ?> fields, String place, RecordBuilder builder) {
        List<Field> inputs = signature.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            String name = inputs.get(i).name();
            if (fields.containsKey(name)) {
                FieldColumnBuilder column = builder.column(i);
                column.beginRecord(place + "." + name);
                JavaValueCodec.feed(fields.get(name), column);
                column.endRecord();
            }
        }
        for (String name : fields.keySet()) {
            if (signature.findInput(name).isEmpty()) {
                addUnknown(builder.violations(), place, name, signature);
            }
        }
        builder.endRecord(place);
    }

    /// Adds the violation that the signature has no input of this name.
    public static void addUnknown(
            FieldViolations violations, String place, String name, Signature signature) {
        if (violations.addUnkept()) {
            return;
        }
        List<String> names = signature.inputs().stream().map(Field::name).toList();
        violations.add(
                place + "." + SanitizedText.of(name),
                "an unknown field",
                names.isEmpty()
                        ? "none: the signature has no inputs"
                        : "one of " + String.join(", ", names) + NearestName.hint(name, names));
    }

    /// Row 0 of the outputs, or all of them where the signature has no batch dimension.
    public static Map<String, Object> toRecord(Signature signature, NamedTensors outputs) {
        return record(signature, outputs, 0);
    }

    /// Every row of the outputs as a record; one record where the signature has no batch dimension.
    public static List<Map<String, Object>> toRecords(Signature signature, NamedTensors outputs) {
        int rows = signature.isBatched() && outputs.count() > 0 ? outputs.tensor(0).rows() : 1;
        List<Map<String, Object>> records = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            records.add(record(signature, outputs, row));
        }
        return records;
    }

    private static Map<String, Object> record(Signature signature, NamedTensors outputs, int row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < outputs.count(); i++) {
            String name = outputs.name(i);
            Optional<ObjectListSpec> list = signature.findList(name);
            if (list.isEmpty()) {
                fields.put(name, value(signature, outputs.tensor(i), row));
            } else if (!fields.containsKey(list.get().name())) {
                fields.put(list.get().name(), objects(signature, list.get(), outputs, row));
            }
        }
        return fields;
    }

    private static Object value(Signature signature, Tensor tensor, int row) {
        return signature.isBatched()
                ? JavaValueCodec.of(tensor, row * (int) tensor.shape().elementsPerRow(), 1)
                : JavaValueCodec.of(tensor, 0, 0);
    }

    private static List<Map<String, Object>> objects(
            Signature signature, ObjectListSpec list, NamedTensors outputs, int row) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (String key : list.keys()) {
            var values = (List<?>) value(signature, outputs.require(list.outputName(key)), row);
            for (int i = 0; i < values.size(); i++) {
                if (i == objects.size()) {
                    objects.add(new LinkedHashMap<>());
                }
                objects.get(i).put(key, values.get(i));
            }
        }
        return objects;
    }

    /// Fills inputs that were left out of tensors with their fallback, one for each row.
    ///
    /// @param inputs tensors that fit the signature; takes the ones made here
    /// @throws ProblemException `input-missing` if an input without a fallback was left out
    public static void fillFallbacks(Signature signature, NamedTensors inputs, TensorPool pool) {
        List<Field> absent = new ArrayList<>();
        for (Field field : signature.inputs()) {
            if (inputs.find(field.name()).isEmpty()) {
                absent.add(field);
            }
        }
        if (absent.isEmpty()) {
            return;
        }
        FieldDefaults.requireAll(absent);
        int rows = signature.isBatched() && inputs.count() > 0 ? inputs.tensor(0).rows() : 1;
        for (Field field : absent) {
            inputs.put(field.name(), FieldDefaults.toTensor(signature, field, rows, pool));
        }
    }
}
