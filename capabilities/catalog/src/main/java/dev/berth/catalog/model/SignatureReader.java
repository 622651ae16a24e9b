package dev.berth.catalog.model;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Range;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Reader of the `signature` of a package, with the checks that a schema cannot express.
public final class SignatureReader {
    /// What `berth init` writes until the author knows better; `berth check` lists it as a warning.
    public static final String MEANING_UNKNOWN = "not yet described";

    /// How `missing` names the number that is none.
    private static final String NAN = "nan";

    private final Optional<String> batchDimension;
    private final Optional<DeclaredShape> shapeDefault;

    private SignatureReader(Optional<String> batchDimension, Optional<DeclaredShape> shapeDefault) {
        this.batchDimension = batchDimension;
        this.shapeDefault = shapeDefault;
    }

    /// Fields with the shapes of one record, a single value where none is written. Those with
    /// errors, which are reported, are left out.
    public static List<Field> readInputsOfOneRecord(List<DocumentNode> places) {
        return new SignatureReader(Optional.empty(), Optional.of(DeclaredShape.of()))
                .fields(places, Direction.INPUT);
    }

    /// The signature, or empty if it has errors, which are reported.
    static Optional<Signature> read(DocumentNode signature) {
        Optional<String> batchDimension = signature.text("batch");
        var reader = new SignatureReader(batchDimension, Optional.empty());
        List<DocumentNode> inputPlaces = signature.items("inputs");
        List<DocumentNode> outputPlaces = signature.items("outputs");
        if (inputPlaces.isEmpty()) {
            signature.child("batch").ifPresent(SignatureReader::reportNoRows);
        }
        List<Field> inputs = reader.fields(inputPlaces, Direction.INPUT);
        List<Field> outputs = reader.fields(outputPlaces, Direction.OUTPUT);
        if (!signature.notes().errors().isEmpty()
                || inputs.size() < inputPlaces.size()
                || outputs.size() < outputPlaces.size()) {
            return Optional.empty();
        }
        adviseBatch(signature, inputs, outputs);
        return Optional.of(new Signature(batchDimension, inputs, outputs));
    }

    private static void reportNoRows(DocumentNode batch) {
        batch.error(
                batch.described() + ", and no inputs whose rows could be counted",
                "no `batch` in a signature without inputs",
                "remove `batch`");
    }

    private enum Direction {
        INPUT,
        OUTPUT
    }

    private List<Field> fields(List<DocumentNode> places, Direction direction) {
        List<Field> fields = new ArrayList<>();
        Map<String, DocumentNode> byName = new HashMap<>();
        for (DocumentNode place : places) {
            checkUnique(place, byName);
            field(place, direction).ifPresent(fields::add);
        }
        return fields;
    }

    private static void checkUnique(DocumentNode place, Map<String, DocumentNode> byName) {
        Optional<DocumentNode> name = place.child("name");
        if (name.isEmpty() || name.get().text().isEmpty()) {
            return;
        }
        DocumentNode first = byName.putIfAbsent(name.get().text().get(), name.get());
        if (first != null) {
            int line = first.document().locate(first.pointer()).line();
            name.get()
                    .error(
                            "the name '"
                                    + SanitizedText.of(String.valueOf(first.value()))
                                    + "' again (first in line "
                                    + line
                                    + ")",
                            "each name once",
                            "rename one of the two fields");
        }
    }

    private Optional<Field> field(DocumentNode place, Direction direction) {
        Optional<ElementType> type = place.text("type").flatMap(ElementType::findByLabel);
        Optional<DeclaredShape> shape =
                place.child("shape").isPresent()
                        ? place.child("shape").flatMap(this::shape)
                        : shapeDefault;
        Optional<Range> range = place.child("range").flatMap(inner -> range(inner, type));
        if (type.isEmpty() || shape.isEmpty() || place.text("name").isEmpty()) {
            return Optional.empty();
        }
        List<String> categories =
                place.items("categories").stream()
                        .map(item -> String.valueOf(item.value()))
                        .toList();
        var field =
                new Field(
                        place.text("name").get(),
                        type.get(),
                        shape.get(),
                        place.text("meaning").orElse(""),
                        place.text("unit"),
                        range,
                        categories,
                        place.child("example").map(DocumentNode::value),
                        place.child("default").map(DocumentNode::value),
                        place.child("missing").flatMap(value -> missing(value, type.get())));
        checkCategories(place, field, direction);
        checkValues(place, field, direction);
        adviseMeaning(place, field);
        return Optional.of(field);
    }

    private Optional<DeclaredShape> shape(DocumentNode place) {
        List<Dimension> dimensions = new ArrayList<>();
        for (DocumentNode item : place.items()) {
            if (item.integer().isPresent()) {
                dimensions.add(Dimension.fixed(item.integer().get()));
            } else if (item.text().isPresent()) {
                dimensions.add(Dimension.dynamic(item.text().get()));
            }
        }
        if (!(place.value() instanceof List<?> list) || list.size() != dimensions.size()) {
            return Optional.empty();
        }
        var shape = new DeclaredShape(dimensions);
        return checkSize(place, shape) && checkBatch(place, shape)
                ? Optional.of(shape)
                : Optional.empty();
    }

    private static boolean checkSize(DocumentNode place, DeclaredShape shape) {
        double count = 1;
        for (Dimension dimension : shape.list()) {
            count *= dimension instanceof Dimension.Fixed(long size) ? size : 1;
        }
        if (count > Shape.ELEMENTS_MAX) {
            place.error(
                    "the shape " + shape,
                    "at most " + Shape.ELEMENTS_MAX + " elements",
                    "correct the sizes");
        }
        return count <= Shape.ELEMENTS_MAX;
    }

    private boolean checkBatch(DocumentNode place, DeclaredShape shape) {
        if (batchDimension.isEmpty()) {
            return true;
        }
        Dimension batch = Dimension.dynamic(batchDimension.get());
        if (shape.rank() == 0 || !shape.at(0).equals(batch)) {
            place.error(
                    "the shape " + shape,
                    "the batch dimension " + batch + " first, as in every shape of the signature",
                    "put "
                            + batch
                            + " first, or remove `batch` from the signature if the model takes one"
                            + " record at a time");
            return false;
        }
        if (shape.list().lastIndexOf(batch) > 0) {
            place.error(
                    "the shape " + shape,
                    "the batch dimension " + batch + " only once",
                    "give the other dimension a name of its own");
            return false;
        }
        return true;
    }

    private static Optional<Range> range(DocumentNode place, Optional<ElementType> type) {
        if (type.isPresent() && !type.get().isFloating() && !type.get().isInteger()) {
            place.error(
                    "a range on a field of type " + type.get(),
                    "a range on numbers only",
                    type.get() == ElementType.STRING
                            ? "remove the range, or list the allowed values as `categories`"
                            : "remove the range");
            return Optional.empty();
        }
        return range(place);
    }

    /// The range, or empty if it has an error, which is reported.
    public static Optional<Range> range(DocumentNode place) {
        Optional<Double> min = place.number("min");
        Optional<Double> max = place.number("max");
        double low = min.orElse(Double.NEGATIVE_INFINITY);
        double high = max.orElse(Double.POSITIVE_INFINITY);
        // Written so that NaN is an error as well.
        if (!(low <= high)) {
            place.error(
                    "min " + low + " and max " + high,
                    "min <= max",
                    "swap the two or correct one of them");
            return Optional.empty();
        }
        return Optional.of(new Range(optional(min), optional(max)));
    }

    private static OptionalDouble optional(Optional<Double> number) {
        return number.isPresent() ? OptionalDouble.of(number.get()) : OptionalDouble.empty();
    }

    private void checkCategories(DocumentNode place, Field field, Direction direction) {
        Optional<DocumentNode> written = place.child("categories");
        if (written.isEmpty() || !written.get().isSound() || field.categories().isEmpty()) {
            return;
        }
        DocumentNode categories = written.get();
        int distinct = new HashSet<>(field.categories()).size();
        if (distinct < field.categories().size()) {
            categories.error(
                    distinct + " different values in " + categories.described(),
                    "each category once",
                    "remove the repeated ones");
        } else if (field.type().isFloating()) {
            checkPositions(categories, field, direction);
        } else if (field.type() == ElementType.BOOL || field.type() == ElementType.BYTES) {
            categories.error(
                    "categories on a field of type " + field.type(),
                    "categories on a string or integer field, or on a float output",
                    "remove the categories");
        } else if (field.type().isInteger()) {
            checkWhole(categories);
        }
    }

    private void checkPositions(DocumentNode categories, Field field, Direction direction) {
        DeclaredShape shape = recordShape(field);
        if (direction == Direction.INPUT || shape.rank() == 0) {
            categories.error(
                    "categories on the "
                            + (direction == Direction.INPUT ? "float input" : "single number")
                            + " '"
                            + SanitizedText.of(field.name())
                            + "'",
                    "categories on a string or integer field, or on a float output with a position"
                            + " for each",
                    "remove the categories, or correct the type or shape");
            return;
        }
        if (shape.at(shape.rank() - 1) instanceof Dimension.Fixed(long size)
                && size != field.categories().size()) {
            categories.error(
                    field.categories().size()
                            + " categories for "
                            + size
                            + (size == 1 ? " position" : " positions"),
                    "as many categories as the last dimension of "
                            + field.shape()
                            + " has positions",
                    "add the missing ones, or correct the shape");
        }
    }

    private static void checkWhole(DocumentNode categories) {
        for (DocumentNode item : categories.items()) {
            if (!String.valueOf(item.value()).matches("-?[0-9]{1,19}")) {
                item.error(
                        item.described(),
                        "a whole number, since the field is an integer",
                        "write the number, or make the field's type string");
            }
        }
    }

    private void checkValues(DocumentNode place, Field field, Direction direction) {
        place.child("example")
                .filter(DocumentNode::isSound)
                .ifPresent(example -> new ExampleChecker(field, recordShape(field)).check(example));
        Optional<DocumentNode> fallback = place.child("default").filter(DocumentNode::isSound);
        if (fallback.isPresent() && direction == Direction.OUTPUT) {
            fallback.get()
                    .error(
                            "a default on an output",
                            "defaults on inputs only",
                            "remove it, or move the field to the inputs");
        } else {
            fallback.ifPresent(value -> new ExampleChecker(field, recordShape(field)).check(value));
        }
        if (direction == Direction.OUTPUT) {
            place.child("missing")
                    .filter(DocumentNode::isSound)
                    .ifPresent(
                            written ->
                                    written.error(
                                            "what is missing from an output",
                                            "`missing` on inputs only",
                                            "remove it, or move the field to the inputs"));
        }
    }

    /// The element that a `null` stands for, or empty if it has an error, which is reported.
    private static Optional<Object> missing(DocumentNode place, ElementType type) {
        if (!place.isSound()) {
            return Optional.empty();
        }
        if (type.isFloating() && place.value().equals(NAN)) {
            return Optional.of(Double.NaN);
        }
        if (type == ElementType.BYTES || !ExampleChecker.isOfType(place.value(), type)) {
            place.error(
                    place.described(),
                    type.isFloating()
                            ? "`" + NAN + "`, or a finite number"
                            : type == ElementType.BYTES
                                    ? "no `missing` on a field of type bytes"
                                    : ExampleChecker.expectation(type),
                    "write what the model takes for a value that is not known, or remove it");
            return Optional.empty();
        }
        return Optional.of(place.value());
    }

    private DeclaredShape recordShape(Field field) {
        return batchDimension.isPresent() ? field.shape().withoutLeading() : field.shape();
    }

    private static void adviseMeaning(DocumentNode place, Field field) {
        if (field.meaning().startsWith(MEANING_UNKNOWN)) {
            place.notes()
                    .warnings()
                    .report(
                            Document.child(place.pointer(), "meaning"),
                            "the meaning of '"
                                    + SanitizedText.of(field.name())
                                    + "' is not described",
                            "what the value stands for, in a sentence",
                            "write it: callers read it in the API's documentation");
        }
    }

    /// Without `batch` every request is an execution of its own, which is easily overlooked.
    private static void adviseBatch(
            DocumentNode signature, List<Field> inputs, List<Field> outputs) {
        if (signature.child("batch").isPresent() || inputs.isEmpty()) {
            return;
        }
        Optional<Dimension> leading = leading(inputs.getFirst());
        boolean shared =
                leading.isPresent()
                        && leading.get() instanceof Dimension.Dynamic(String name)
                        && !name.equals(Dimension.Dynamic.ANONYMOUS)
                        && inputs.stream().allMatch(field -> leading(field).equals(leading))
                        && outputs.stream().allMatch(field -> leading(field).equals(leading));
        if (shared) {
            signature.warn(
                    "every shape begins with "
                            + leading.get()
                            + ", and no batch dimension is named",
                    "`batch: " + leading.get() + "` if rows are independent of each other",
                    "add it, so that requests share executions");
        }
    }

    private static Optional<Dimension> leading(Field field) {
        return field.shape().rank() == 0 ? Optional.empty() : Optional.of(field.shape().at(0));
    }
}
