package dev.berth.core.signature;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The named, typed inputs and outputs of a model.
///
/// Where a model can take many records at once, all fields share a leading dynamic dimension, the
/// *batch dimension*, whose name is given here. One *record* is one row along it; its shapes are
/// those declared without the first dimension.
///
/// @param batchDimension the name of the leading dimension of every input and output; empty for a
///   model that takes one record at a time
/// @param lists which outputs are lists that belong together; those of each follow each other in
///   the order of its keys
public record Signature(
        Optional<String> batchDimension,
        List<Field> inputs,
        List<Field> outputs,
        List<ObjectListSpec> lists) {

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        lists = List.copyOf(lists);
        requireUnique(inputs);
        requireUnique(outputs);
        if (batchDimension.isPresent()) {
            Dimension leading = new Dimension.Dynamic(batchDimension.get());
            requireLeading(leading, inputs);
            requireLeading(leading, outputs);
        }
        for (ObjectListSpec list : lists) {
            requireLists(list, outputs, batchDimension.isPresent() ? 2 : 1);
        }
    }

    /// A signature in which each output is by itself.
    public Signature(Optional<String> batchDimension, List<Field> inputs, List<Field> outputs) {
        this(batchDimension, inputs, outputs, List.of());
    }

    private static void requireLists(ObjectListSpec list, List<Field> outputs, int rankMin) {
        List<String> found = outputs.stream().map(Field::name).filter(list::has).toList();
        List<String> wanted = list.keys().stream().map(list::outputName).toList();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            if (list.has(outputs.get(i).name())) {
                places.add(i);
            }
        }
        boolean isTogether =
                !places.isEmpty() && places.getLast() - places.getFirst() == places.size() - 1;
        if (!found.equals(wanted) || !isTogether) {
            throw new IllegalArgumentException(
                    "outputs "
                            + found
                            + " of the list '"
                            + list.name()
                            + "' (expected: "
                            + wanted
                            + ", one after the other)");
        }
        for (int place : places) {
            if (outputs.get(place).shape().rank() < rankMin) {
                throw new IllegalArgumentException(
                        "output '"
                                + outputs.get(place).name()
                                + "' is a single value (expected: a list)");
            }
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

    /// The list of which an output is a field, if it is of one.
    public Optional<ObjectListSpec> findList(String output) {
        for (ObjectListSpec list : lists) {
            if (list.has(output)) {
                return Optional.of(list);
            }
        }
        return Optional.empty();
    }

    /// The shape of the field in one record: without the batch dimension, if there is one.
    public DeclaredShape recordShape(Field field) {
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
