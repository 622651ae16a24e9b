package dev.berth.core.record;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The values of one field in one record after the other, taken as a stream of arrays and scalars.
///
/// The reader of a record reports what it meets: [#beginRecord], then [#beginArray], values and
/// [#endArray] in any nesting, then [#endRecord]. Every value is checked against the field's type,
/// range, categories and shape; what does not fit becomes a violation with its place, and reading
/// continues. Made by a [RecordBuilder].
public final class FieldColumnBuilder {
    private static final int UNKNOWN = -1;

    private final Field field;
    private final DeclaredShape shape;
    private final FieldViolations violations;
    private final ElementStore store;
    private final List<Shape> shapes = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private final long[] sizes;
    private final long[] counts;
    private int level;
    private String place = "$";

    FieldColumnBuilder(Field field, DeclaredShape recordShape, FieldViolations violations) {
        this.field = field;
        this.shape = recordShape;
        this.violations = violations;
        this.store = new ElementStore(field.type());
        this.sizes = new long[recordShape.rank()];
        this.counts = new long[recordShape.rank()];
    }

    public Field field() {
        return field;
    }

    /// Begins the next record's value, which stands at this JSON path.
    public void beginRecord(String jsonPath) {
        place = jsonPath;
        level = 0;
        Arrays.fill(sizes, UNKNOWN);
        offsets.add(store.count());
    }

    /// Begins an array; false if there may be none here, in which case its content must be skipped.
    public boolean beginArray() {
        if (level == shape.rank()) {
            unfit("an array");
            return false;
        }
        counts[level++] = 0;
        return true;
    }

    public void endArray() {
        int dimension = --level;
        long count = counts[dimension];
        if (sizes[dimension] == UNKNOWN) {
            sizes[dimension] = count;
            if (shape.at(dimension) instanceof Dimension.Fixed(long size) && size != count) {
                violation("an array of " + count, "an array of " + size);
            }
        } else if (sizes[dimension] != count) {
            violation("an array of " + count, "an array of " + sizes[dimension] + " as before");
        }
        element();
    }

    public void bool(boolean value) {
        if (field.type() != ElementType.BOOL || level != shape.rank()) {
            wrong(Boolean.toString(value));
        } else {
            store.addLong(value ? 1 : 0);
        }
        element();
    }

    /// A whole number of 64 signed bits.
    public void int64(long value) {
        if (field.type().isFloating()) {
            float64((double) value);
            return;
        }
        boolean fits =
                field.type().isInteger()
                        && level == shape.rank()
                        && value >= FieldRules.min(field.type())
                        && value <= FieldRules.max(field.type())
                        && FieldRules.allowsNumber(field, (double) value)
                        && FieldRules.allowsText(field, Long.toString(value));
        whole(value, fits, Long.toString(value));
    }

    /// A whole number of 64 unsigned bits.
    public void uint64(long value) {
        if (value >= 0) {
            int64(value);
            return;
        }
        String text = Long.toUnsignedString(value);
        if (field.type().isFloating()) {
            float64(Double.parseDouble(text));
            return;
        }
        boolean fits =
                field.type() == ElementType.UINT64
                        && level == shape.rank()
                        && FieldRules.allowsNumber(field, Double.parseDouble(text))
                        && FieldRules.allowsText(field, text);
        whole(value, fits, text);
    }

    private void whole(long bits, boolean fits, String text) {
        if (fits) {
            store.addLong(bits);
        } else {
            wrong(text);
        }
        element();
    }

    public void float64(double value) {
        if (Double.isNaN(value) && level == shape.rank() && FieldRules.isMissing(field, value)) {
            store.addDouble(value);
        } else if (!field.type().isFloating()
                || level != shape.rank()
                || FieldRules.overflows(field.type(), value)
                || !FieldRules.allowsNumber(field, value)) {
            wrong(FieldRules.shown(value));
        } else {
            store.addDouble(value);
        }
        element();
    }

    /// Text, as its UTF-8 bytes.
    public void text(byte[] utf8) {
        String shown = new String(utf8, 0, Math.min(utf8.length, 512), StandardCharsets.UTF_8);
        if (field.type() != ElementType.STRING || level != shape.rank()) {
            wrong("the string " + FieldRules.quoted(shown));
        } else if (!field.categories().isEmpty()
                && !FieldRules.allowsText(field, new String(utf8, StandardCharsets.UTF_8))) {
            wrong(FieldRules.quoted(shown));
        } else {
            store.add(utf8);
        }
        element();
    }

    public void bytes(byte[] content) {
        if (field.type() != ElementType.BYTES || level != shape.rank()) {
            wrong("bytes");
        } else {
            store.add(content);
        }
        element();
    }

    /// A `null`: what the field has for one that is missing, or as if the field had been left out.
    public void absent() {
        if (level == shape.rank() && field.missing().isPresent()) {
            store.addPlain(field.missing().get());
            element();
        } else if (level == 0 && field.fallback().isPresent()) {
            JavaValueCodec.feed(field.fallback().get(), this);
        } else {
            unfit("null");
        }
    }

    /// An invalid value, in the words of its violation.
    public void unfit(String found) {
        wrong(found);
        element();
    }

    /// Ends the record's value.
    public void endRecord() {
        var known = new long[sizes.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = sizes[i] != UNKNOWN ? sizes[i] : emptySize(shape.at(i));
        }
        shapes.add(Shape.of(known));
    }

    /// An array without elements says nothing of what lies deeper.
    private static long emptySize(Dimension dimension) {
        return switch (dimension) {
            case Dimension.Fixed(long size) -> size;
            case Dimension.Dynamic dynamic -> 0;
        };
    }

    int recordCount() {
        return shapes.size();
    }

    Shape shape(int record) {
        return shapes.get(record);
    }

    String place() {
        return place;
    }

    /// The tensor of `count` records from `from` on, all of one shape.
    Tensor toTensor(TensorPool pool, int from, int count, boolean batched) {
        Shape one = shapes.get(from);
        return store.toTensor(pool, offsets.get(from), batched ? one.prepend(count) : one);
    }

    private void element() {
        if (level > 0) {
            counts[level - 1]++;
        }
    }

    private void wrong(String found) {
        if (violations.addUnkept()) {
            return;
        }
        if (level < shape.rank()) {
            Dimension dimension = shape.at(level);
            String what =
                    dimension instanceof Dimension.Fixed(long size)
                            ? "an array of " + size
                            : "an array";
            violation(found, what + " (the shape of one record is " + shape + ")");
        } else {
            violation(found, FieldRules.expected(field));
        }
    }

    private void violation(String found, String expected) {
        var path = new StringBuilder(place);
        for (int i = 0; i < level; i++) {
            path.append('[').append(counts[i]).append(']');
        }
        violations.add(path.toString(), found, expected);
    }
}
