package dev.berth.scoring.tensor;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.record.FieldTensorWriter;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.scoring.data.RowBatch;
import dev.berth.scoring.data.RowBatch.Range;
import dev.berth.scoring.data.TextValue;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.duckdb.ColumnValues;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Input that takes a column.
///
/// @param shape of the input in one record
/// @param isText whether the column is read as texts, whatever its type
/// @param type of the column
record InputColumn(
        Field field, DeclaredShape shape, String column, boolean isText, FeatureType type) {
    private static final int UNKNOWN = -1;

    /// The tensor of a batch; null if a value does not fit.
    @Nullable Tensor tensor(RowBatch batch, TensorPool pool) {
        boolean isList = shape.rank() == 1;
        int length = isList ? length(batch) : 1;
        if (length == UNKNOWN) {
            return null;
        }
        Shape whole = isList ? Shape.of(batch.size(), length) : Shape.of(batch.size());
        Tensor tensor = Tensor.allocate(pool, field.type(), whole);
        boolean isFitting = false;
        try {
            var writer = new FieldTensorWriter(field, tensor, !isList);
            isFitting = isList ? putLists(batch, length, writer) : putSingles(batch, writer);
        } catch (InvalidRowException e) {
            // The record of the row has the same problem.
        } finally {
            if (!isFitting) {
                tensor.close();
            }
        }
        return isFitting ? tensor : null;
    }

    /// The length that all lists have, as declared; unknown if one is missing or differs.
    private int length(RowBatch batch) {
        int length = shape.at(0) instanceof Dimension.Fixed(long size) ? (int) size : UNKNOWN;
        for (Range range : batch.ranges()) {
            ColumnValues values = range.block().values(column);
            for (int i = range.from(); i < range.from() + range.count(); i++) {
                int found = values.length(i);
                if (values.isNull(i) || (length != UNKNOWN && length != found)) {
                    return UNKNOWN;
                }
                length = found;
            }
        }
        return length;
    }

    private boolean putLists(RowBatch batch, int length, FieldTensorWriter writer) {
        int place = 0;
        for (Range range : batch.ranges()) {
            ColumnValues lists = range.block().values(column);
            ColumnValues elements = lists.elements();
            if (isPlain(elements, writer)) {
                if (!putPlainLists(lists, range, place, length, writer)) {
                    return false;
                }
                place += range.count() * length;
                continue;
            }
            for (int i = range.from(); i < range.from() + range.count(); i++) {
                int begin = lists.begin(i);
                for (int j = 0; j < length; j++) {
                    if (!putElement(place++, elements, begin + j, writer)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /// Whether numbers are written as they lie.
    private static boolean isPlain(ColumnValues values, FieldTensorWriter writer) {
        return !values.hasNulls()
                && switch (values.type()) {
                    case INT32 -> writer.takesNumbers(ElementType.INT32);
                    case INT64 -> writer.takesNumbers(ElementType.INT64);
                    case FLOAT32 -> writer.takesNumbers(ElementType.FLOAT32);
                    case FLOAT64 -> writer.takesNumbers(ElementType.FLOAT64);
                    case BOOL, STRING, BYTES, TIMESTAMP -> false;
                };
    }

    private static boolean putPlainLists(
            ColumnValues lists, Range range, int place, int length, FieldTensorWriter writer) {
        int end = range.from() + range.count();
        int at = place;
        for (int i = range.from(); i < end; ) {
            int run = 1;
            // Lists mostly lie one after the other.
            while (i + run < end && lists.begin(i + run) == lists.begin(i) + run * length) {
                run++;
            }
            if (!writer.putNumbers(at, lists.elements().numbers(lists.begin(i), run * length))) {
                return false;
            }
            at += run * length;
            i += run;
        }
        return true;
    }

    private static boolean putElement(
            int place, ColumnValues values, int index, FieldTensorWriter writer) {
        if (values.isNull(index)) {
            return writer.putAbsent(place);
        }
        return switch (values.type()) {
            case BOOL -> writer.putBool(place, values.integer(index) != 0);
            case INT32, INT64, TIMESTAMP -> writer.putLong(place, values.integer(index));
            case FLOAT32, FLOAT64 -> writer.putDouble(place, values.real(index));
            case STRING -> writer.putText(place, values.bytes(index));
            case BYTES -> false;
        };
    }

    private boolean putSingles(RowBatch batch, FieldTensorWriter writer)
            throws InvalidRowException {
        int place = 0;
        for (Range range : batch.ranges()) {
            ColumnValues values = range.block().values(column);
            if (!values.isList() && isPlain(values, writer)) {
                if (!writer.putNumbers(place, values.numbers(range.from(), range.count()))) {
                    return false;
                }
                place += range.count();
                continue;
            }
            for (int i = range.from(); i < range.from() + range.count(); i++) {
                if (!putSingle(place++, values, i, writer)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean putSingle(int place, ColumnValues values, int index, FieldTensorWriter writer)
            throws InvalidRowException {
        if (values.isNull(index)) {
            return writer.putAbsent(place);
        }
        boolean isString = values.type() == ValueType.STRING && !values.isList();
        if (field.type() == ElementType.STRING) {
            return writer.putText(
                    place,
                    isString
                            ? values.bytes(index)
                            : text(values.value(index)).getBytes(StandardCharsets.UTF_8));
        }
        if (!isString) {
            return putElement(place, values, index, writer);
        }
        return switch (number(values.text(index))) {
            case Boolean flag -> writer.putBool(place, flag);
            case Long number -> writer.putLong(place, number);
            case Double number -> writer.putDouble(place, number);
            default -> false;
        };
    }

    private String text(@Nullable Object value) {
        return type.element() == ValueType.TIMESTAMP && value instanceof Long micros
                ? TextValue.instant(micros)
                : String.valueOf(TextValue.of(value));
    }

    /// The number or truth value that a text stands for.
    private Object number(String text) throws InvalidRowException {
        if (isText && type.element() != ValueType.STRING) {
            return TextValue.parseGuessed(column, type, text);
        }
        ValueType element =
                field.type() == ElementType.BOOL
                        ? ValueType.BOOL
                        : field.type().isInteger() ? ValueType.INT64 : ValueType.FLOAT64;
        return TextValue.parse(column, FeatureType.of(element), text);
    }
}
