package dev.berth.core.record;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gathers records field by field, finds every violation in them, and makes tensors of them.
///
/// Records of the same shapes become one batch; where the shapes differ, or the signature has no
/// batch dimension, each record becomes tensors of its own. Not thread-safe.
public final class RecordBuilder {
    private final Signature signature;
    private final FieldViolations violations;
    private final List<FieldColumnBuilder> columns = new ArrayList<>();
    private final Map<String, Long> sizesByName = new HashMap<>();
    private int recordCount;

    public RecordBuilder(Signature signature) {
        this(signature, new FieldViolations());
    }

    /// @param violations takes what is found
    public RecordBuilder(Signature signature, FieldViolations violations) {
        this.signature = signature;
        this.violations = violations;
        for (Field field : signature.inputs()) {
            columns.add(new FieldColumnBuilder(field, signature.recordShape(field), violations));
        }
    }

    public FieldViolations violations() {
        return violations;
    }

    /// The values of the input with this index in the signature.
    public FieldColumnBuilder column(int index) {
        return columns.get(index);
    }

    /// Ends a record that lies at this JSON path: inputs that it left out get their fallback, or a
    /// violation if they have none; dimensions of one name are compared.
    public void endRecord(String jsonPath) {
        recordCount++;
        sizesByName.clear();
        for (FieldColumnBuilder column : columns) {
            if (column.recordCount() < recordCount) {
                complete(column, jsonPath);
            }
            compareSizes(column, recordCount - 1);
        }
    }

    /// Ends columns that were read one at a time, and not record by record, from this JSON path.
    public void endColumns(String jsonPath) {
        if (columns.isEmpty()) {
            // Without inputs there is nothing that could say how many.
            recordCount = 1;
        }
        int count = columns.stream().mapToInt(FieldColumnBuilder::recordCount).max().orElse(0);
        for (FieldColumnBuilder column : columns) {
            int found = column.recordCount();
            if (found == 0 && count > 0) {
                for (int i = 0; i < count; i++) {
                    complete(column, jsonPath);
                }
            } else if (found != count) {
                violations.add(
                        jsonPath + "." + column.field().name(),
                        found + (found == 1 ? " record" : " records"),
                        count + (count == 1 ? " record" : " records") + " as in the other inputs");
            }
        }
        for (int record = 0; record < count && violations.isEmpty(); record++) {
            sizesByName.clear();
            for (FieldColumnBuilder column : columns) {
                compareSizes(column, record);
            }
        }
    }

    private void complete(FieldColumnBuilder column, String jsonPath) {
        Field field = column.field();
        String place = jsonPath + "." + field.name();
        column.beginRecord(place);
        if (field.fallback().isPresent()) {
            JavaValueCodec.feed(field.fallback().get(), column);
        } else if (!violations.addUnkept()) {
            violations.add(place, "nothing", FieldRules.expected(field));
        }
        column.endRecord();
    }

    private void compareSizes(FieldColumnBuilder column, int record) {
        DeclaredShape shape = signature.recordShape(column.field());
        for (int i = 0; i < shape.rank(); i++) {
            if (shape.at(i) instanceof Dimension.Dynamic(String name)
                    && !name.equals(Dimension.Dynamic.ANONYMOUS)) {
                long size = column.shape(record).size(i);
                Long before = sizesByName.putIfAbsent(name, size);
                if (before != null && before != size) {
                    violations.add(
                            column.place(),
                            name + " = " + size,
                            name + " = " + before + " as in the record's other fields");
                }
            }
        }
    }

    /// The records as tensors, in their order, which the caller closes: one element if they could
    /// be joined, none if there were no records.
    ///
    /// @throws ProblemException `record-invalid` with every violation that was found
    public List<NamedTensors> toTensors(TensorPool pool) {
        if (!violations.isEmpty()) {
            throw violations.asProblem().asException();
        }
        int count = columns.isEmpty() ? recordCount : columns.getFirst().recordCount();
        int step = signature.isBatched() && count > 0 && sameShapes(count) ? count : 1;
        List<NamedTensors> groups = new ArrayList<>();
        try {
            for (int from = 0; from < count; from += step) {
                var group = new NamedTensors();
                groups.add(group);
                for (FieldColumnBuilder column : columns) {
                    group.put(
                            column.field().name(),
                            column.toTensor(pool, from, step, signature.isBatched()));
                }
            }
            return groups;
        } catch (Throwable failure) {
            groups.forEach(NamedTensors::close);
            throw failure;
        }
    }

    private boolean sameShapes(int count) {
        for (FieldColumnBuilder column : columns) {
            for (int i = 1; i < count; i++) {
                if (!column.shape(i).equals(column.shape(0))) {
                    return false;
                }
            }
        }
        return true;
    }
}
