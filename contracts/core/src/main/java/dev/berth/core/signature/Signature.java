package dev.berth.core.signature;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What callers send to a model and get back: named, typed inputs and outputs.
///
/// Where a model can take many records at once, all fields share a leading dynamic dimension, the
/// *batch dimension*, whose name is given here. One *record* is one row along it; its shapes are
/// those declared without the first dimension.
///
/// @param batchDimension the name of the leading dimension of every input and output; empty for a
///   model that takes one record at a time
public record Signature(Optional<String> batchDimension, List<Field> inputs, List<Field> outputs) {

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        requireUnique(inputs);
        requireUnique(outputs);
        if (batchDimension.isPresent()) {
            Dimension leading = new Dimension.Dynamic(batchDimension.get());
            requireLeading(leading, inputs);
            requireLeading(leading, outputs);
        }
    }

    private static void requireUnique(List<Field> fields) {
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException(
                        "field '" + field.name() + "' (expected: each name once)");
            }
        }
    }

    private static void requireLeading(Dimension leading, List<Field> fields) {
        for (Field field : fields) {
            if (field.shape().rank() == 0 || !field.shape().at(0).equals(leading)) {
                throw new IllegalArgumentException(
                        "field '"
                                + field.name()
                                + "' has shape "
                                + field.shape()
                                + " (expected: the batch dimension "
                                + leading
                                + " first)");
            }
        }
    }

    public boolean isBatched() {
        return batchDimension.isPresent();
    }

    public Optional<Field> findInput(String name) {
        return find(inputs, name);
    }

    public Optional<Field> findOutput(String name) {
        return find(outputs, name);
    }

    /// The shape of the field in one record: without the batch dimension, if there is one.
    public Dimensions recordShape(Field field) {
        return isBatched() ? field.shape().withoutLeading() : field.shape();
    }

    /// Whether the batch dimension is all that some input has, so that one record's shape of it is
    /// empty.
    public boolean hasInputOfBatchAlone() {
        return isBatched() && inputs.stream().anyMatch(input -> input.shape().rank() == 1);
    }

    private static Optional<Field> find(List<Field> fields, String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
