package dev.berth.protocol.record;

import dev.berth.core.record.FieldColumnBuilder;
import dev.berth.core.tensor.ElementType;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonNumber;
import dev.berth.protocol.json.JsonScanner;
import dev.berth.protocol.json.Utf8;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Reads one JSON value into the values of a field.
final class FieldValueReader {
    static final JsonKeys BASE64 = JsonKeys.of("b64");

    private final JsonScanner scanner;

    FieldValueReader(JsonScanner scanner) {
        this.scanner = scanner;
    }

    void read(FieldColumnBuilder values) {
        switch (scanner.peek()) {
            case ARRAY -> readArray(values);
            case STRING -> readString(values);
            case NUMBER -> readNumber(values);
            case BOOLEAN -> values.bool(scanner.bool());
            case NULL -> {
                scanner.nullValue();
                values.absent();
            }
            case OBJECT -> readObject(values);
        }
    }

    private void readArray(FieldColumnBuilder values) {
        if (!values.beginArray()) {
            scanner.skip();
            return;
        }
        scanner.beginArray();
        while (scanner.nextElement()) {
            read(values);
        }
        values.endArray();
    }

    private void readString(FieldColumnBuilder values) {
        byte[] text = scanner.utf8();
        if (values.field().type() == ElementType.BYTES) {
            readBase64(values, text);
        } else {
            values.text(text);
        }
    }

    private static void readBase64(FieldColumnBuilder values, byte[] text) {
        try {
            values.bytes(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            values.unfit("a string that is not base64 (" + e.getMessage() + ")");
        }
    }

    private void readNumber(FieldColumnBuilder values) {
        JsonNumber number = scanner.numberOrNonFinite();
        if (values.field().type().isFloating()) {
            // As a float first, since the nearest double's nearest float may be another.
            double value =
                    values.field().type() == ElementType.FLOAT32
                            ? (double) number.float32()
                            : number.float64();
            if (Double.isFinite(value)) {
                values.float64(value);
            } else {
                values.unfit(number.text());
            }
        } else if (number.isNonFinite()) {
            values.unfit(number.text());
        } else if (number.isInt64()) {
            values.int64(number.int64());
        } else if (number.isUint64()) {
            values.uint64(number.uint64());
        } else {
            values.unfit(number.text());
        }
    }

    private void readObject(FieldColumnBuilder values) {
        byte @Nullable [] text = null;
        boolean alone = true;
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(BASE64) == 0
                    && text == null
                    && scanner.peek() == JsonScanner.Kind.STRING) {
                text = scanner.utf8();
            } else {
                alone = false;
                scanner.skip();
            }
        }
        if (text != null && alone && values.field().type() == ElementType.BYTES) {
            readBase64(values, text);
        } else if (text != null && alone && values.field().type() == ElementType.STRING) {
            readBase64Text(values, text);
        } else {
            values.unfit("an object");
        }
    }

    /// TensorFlow Serving has one type for text and bytes, so its clients may wrap either.
    private static void readBase64Text(FieldColumnBuilder values, byte[] text) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            values.unfit("a string that is not base64 (" + e.getMessage() + ")");
            return;
        }
        if (Utf8.isValid(decoded)) {
            values.text(decoded);
        } else {
            values.unfit("base64 of bytes that are not UTF-8");
        }
    }
}
