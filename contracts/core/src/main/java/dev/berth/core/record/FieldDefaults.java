package dev.berth.core.record;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.List;

/// The values that stand in for inputs that a caller left out.
final class FieldDefaults {
    private FieldDefaults() {}

    static void requireAll(List<Field> absent) {
        List<String> required = absent.stream().filter(Field::isRequired).map(Field::name).toList();
        if (!required.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.INPUT_MISSING,
                    (required.size() == 1 ? "missing input " : "missing inputs ")
                            + String.join(", ", required)
                            + " (expected: every input without a default)",
                    "send what is missing; GET /v2/models/{model} lists name, datatype and shape");
        }
    }

    /// The field's fallback, repeated for each row.
    static Tensor toTensor(Signature signature, Field field, int rows, TensorPool pool) {
        var violations = new FieldViolations();
        var values = new FieldColumnBuilder(field, signature.recordShape(field), violations);
        for (int row = 0; row < Math.max(rows, 1); row++) {
            values.beginRecord("$.fallback");
            JavaValueCodec.feed(field.fallback().orElseThrow(), values);
            values.endRecord();
        }
        if (!violations.isEmpty()) {
            throw violations.asProblem().asException();
        }
        return values.toTensor(pool, 0, rows, signature.isBatched());
    }
}
