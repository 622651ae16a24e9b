package dev.berth.tables.arrow;

import com.google.flatbuffers.Table;
import dev.berth.tables.arrow.ArrowType.Lengths;
import dev.berth.tables.arrow.ArrowType.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeBinary;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;

/// A column of a file, or a part of one.
///
/// @param type of its values
/// @param dictionary whose values those of the column are places in; the number of it
/// @param place the type of these places
record ArrowField(
        String name,
        ArrowType type,
        List<ArrowField> children,
        OptionalLong dictionary,
        ArrowType.Whole place) {
    private static final ArrowType.Whole PLACE = new ArrowType.Whole(32, true);

    /// Deeper than any file in practice.
    private static final int DEPTH_MAX = 64;

    ArrowField {
        children = List.copyOf(children);
    }

    static ArrowField of(Field field) {
        return of(field, 0);
    }

    private static ArrowField of(Field field, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("columns within columns, " + depth + " deep");
        }
        List<ArrowField> children = new ArrayList<>();
        for (int i = 0; i < field.childrenLength(); i++) {
            children.add(of(field.children(i), depth + 1));
        }
        var encoding = field.dictionary();
        Int index = encoding == null ? null : encoding.indexType();
        return new ArrowField(
                Objects.requireNonNullElse(field.name(), ""),
                type(field, children),
                children,
                encoding == null ? OptionalLong.empty() : OptionalLong.of(encoding.id()),
                index == null ? PLACE : whole(index));
    }

    /// The same, of the values that its dictionary has.
    ArrowField ofDictionary() {
        return new ArrowField(name, type, children, OptionalLong.empty(), place);
    }

    private static ArrowType type(Field field, List<ArrowField> children) {
        return switch (field.typeType()) {
            case Type.Null -> new ArrowType.Nothing();
            case Type.Bool -> new ArrowType.Bool();
            case Type.Int -> whole(details(field, new Int()));
            case Type.FloatingPoint ->
                    switch (details(field, new FloatingPoint()).precision()) {
                        case Precision.HALF -> new ArrowType.Real(16);
                        case Precision.SINGLE -> new ArrowType.Real(32);
                        default -> new ArrowType.Real(64);
                    };
            case Type.Utf8 -> new ArrowType.Bytes(true, Lengths.SHORT, 0);
            case Type.LargeUtf8 -> new ArrowType.Bytes(true, Lengths.LONG, 0);
            case Type.Utf8View -> new ArrowType.Bytes(true, Lengths.VIEW, 0);
            case Type.Binary -> new ArrowType.Bytes(false, Lengths.SHORT, 0);
            case Type.LargeBinary -> new ArrowType.Bytes(false, Lengths.LONG, 0);
            case Type.BinaryView -> new ArrowType.Bytes(false, Lengths.VIEW, 0);
            case Type.FixedSizeBinary ->
                    new ArrowType.Bytes(
                            false,
                            Lengths.FIXED,
                            details(field, new FixedSizeBinary()).byteWidth());
            case Type.Date ->
                    new ArrowType.Date(
                            details(field, new org.apache.arrow.flatbuf.Date()).unit()
                                    == DateUnit.MILLISECOND);
            case Type.Timestamp ->
                    timestamp(details(field, new org.apache.arrow.flatbuf.Timestamp()));
            case Type.List -> list(Lengths.SHORT, 0, children);
            case Type.LargeList -> list(Lengths.LONG, 0, children);
            case Type.FixedSizeList ->
                    list(Lengths.FIXED, details(field, new FixedSizeList()).listSize(), children);
            default -> other(field);
        };
    }

    private static <T extends Table> T details(Field field, T into) {
        if (field.type(into) == null) {
            throw new IllegalArgumentException("a type without its details");
        }
        return into;
    }

    private static ArrowType.Whole whole(Int type) {
        return new ArrowType.Whole(type.bitWidth(), type.isSigned());
    }

    private static ArrowType timestamp(org.apache.arrow.flatbuf.Timestamp type) {
        Unit unit =
                switch (type.unit()) {
                    case TimeUnit.SECOND -> Unit.SECOND;
                    case TimeUnit.MILLISECOND -> Unit.MILLI;
                    case TimeUnit.MICROSECOND -> Unit.MICRO;
                    default -> Unit.NANO;
                };
        String zone = type.timezone();
        return new ArrowType.Timestamp(unit, zone != null && !zone.isEmpty());
    }

    private static ArrowType list(Lengths lengths, int size, List<ArrowField> children) {
        if (children.size() != 1) {
            throw new IllegalArgumentException("a list of " + children.size() + " things");
        }
        ArrowField element = children.getFirst();
        boolean isRead =
                element.dictionary().isEmpty()
                        && !(element.type() instanceof ArrowType.ListOf)
                        && !(element.type() instanceof ArrowType.Other);
        return isRead
                ? new ArrowType.ListOf(lengths, size, element.type())
                : new ArrowType.Other("LIST", lengths == Lengths.FIXED ? 1 : 2);
    }

    private static ArrowType other(Field field) {
        int type = field.typeType();
        int buffers =
                switch (type) {
                    case Type.Struct_ -> 1;
                    case Type.Union ->
                            details(field, new Union()).mode() == UnionMode.Dense ? 2 : 1;
                    case Type.RunEndEncoded -> 0;
                    case Type.ListView, Type.LargeListView -> 3;
                    default -> 2;
                };
        return new ArrowType.Other(
                type < 0 || type >= Type.names.length
                        ? "TYPE " + type
                        : Type.name(type).toUpperCase(Locale.ROOT),
                buffers);
    }
}
