package dev.berth.scoring.tensor;

import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Conversion of batches of rows to tensors of a signature, column by column.
///
/// Tensors are those that the records of the rows would become; a batch that has a value which does
/// not fit, or lists of different lengths, becomes none. Thread-safe.
public final class TensorMapper {
    private final Signature signature;
    private final List<InputColumn> inputs;

    private TensorMapper(Signature signature, List<InputColumn> inputs) {
        this.signature = signature;
        this.inputs = List.copyOf(inputs);
    }

    /// The mapper for columns, if all of them can become tensors: of single values, or of lists
    /// that the file stores as such.
    ///
    /// @param columns of the data, by the inputs that take them; inputs that are not named have
    ///   fallbacks
    public static Optional<TensorMapper> find(
            Signature signature, Map<String, String> columns, DataFile data) {
        if (!signature.isBatched() || columns.isEmpty()) {
            return Optional.empty();
        }
        List<InputColumn> inputs = new ArrayList<>();
        for (Field field : signature.inputs()) {
            String column = columns.get(field.name());
            if (column == null) {
                continue;
            }
            DeclaredShape shape = signature.recordShape(field);
            var input =
                    new InputColumn(field, shape, column, data.isText(column), data.type(column));
            if (!isConvertible(input)) {
                return Optional.empty();
            }
            inputs.add(input);
        }
        return Optional.of(new TensorMapper(signature, inputs));
    }

    private static boolean isConvertible(InputColumn input) {
        return input.field().type() != ElementType.BYTES
                && input.shape().rank() <= 1
                && (input.shape().rank() == 1
                        ? input.type().isList() && !input.isText()
                        : input.field().type() == ElementType.STRING || !input.type().isList());
    }

    /// The tensors of a batch, which the caller closes; empty if only its records tell what becomes
    /// of it.
    public Optional<NamedTensors> map(RowBatch batch, TensorPool pool) {
        var tensors = new NamedTensors();
        boolean isComplete = false;
        try {
            for (InputColumn input : inputs) {
                Tensor tensor = input.tensor(batch, pool);
                if (tensor == null) {
                    return Optional.empty();
                }
                tensors.put(input.field().name(), tensor);
            }
            MapRecordCodec.fillFallbacks(signature, tensors, pool);
            isComplete = haveCommonSizes(tensors);
            return isComplete ? Optional.of(tensors) : Optional.empty();
        } finally {
            if (!isComplete) {
                tensors.close();
            }
        }
    }

    /// Whether dimensions of one name have one size.
    private boolean haveCommonSizes(NamedTensors tensors) {
        Map<String, Long> sizes = new HashMap<>();
        for (Field field : signature.inputs()) {
            DeclaredShape shape = signature.recordShape(field);
            for (int i = 0; i < shape.rank(); i++) {
                if (shape.at(i) instanceof Dimension.Dynamic(String name)
                        && !name.equals(Dimension.Dynamic.ANONYMOUS)) {
                    long size = tensors.require(field.name()).shape().size(i + 1);
                    Long before = sizes.putIfAbsent(name, size);
                    if (before != null && before != size) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
