package dev.berth.protocol.oip;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Elements;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonNumber;
import dev.berth.protocol.json.JsonScanner;
import java.nio.ByteBuffer;
import java.util.Base64;

/// Reads the `data` of one input from JSON, flat or nested, straight into a tensor.
///
/// A nested array counts as its elements in order; its nesting need not repeat the shape, but the
/// number of elements must match.
final class DataReader {
    private static final JsonKeys BASE64 = JsonKeys.of("b64");

    private final JsonScanner scanner;
    private final Field field;
    private final Tensor tensor;
    private final int elementCount;
    private int index;

    private DataReader(JsonScanner scanner, Field field, Tensor tensor) {
        this.scanner = scanner;
        this.field = field;
        this.tensor = tensor;
        this.elementCount = (int) tensor.shape().elementCount();
    }

    /// Reads the array that comes next.
    ///
    /// @param bytesLeft bytes from here to the end of the text: an element takes two at least, its
    ///   digit and a comma or bracket, so more elements than half of them cannot be there
    static Tensor read(
            JsonScanner scanner, Field field, Shape shape, TensorPool pool, long bytesLeft) {
        if (shape.elementCount() > bytesLeft / 2) {
            throw InferRequestValidator.wrongCount(
                    field, shape, "data of at most " + bytesLeft + " bytes");
        }
        Tensor tensor = Tensor.allocate(pool, field.type(), shape);
        try {
            new DataReader(scanner, field, tensor).read();
            return tensor;
        } catch (Throwable failure) {
            tensor.close();
            throw failure;
        }
    }

    private void read() {
        if (tensor.type().isVariable()) {
            readElements();
        } else {
            readNumbers(tensor.data());
        }
        if (index != elementCount) {
            throw InferRequestValidator.wrongCount(
                    field, tensor.shape(), index + (index == 1 ? " element" : " elements"));
        }
    }

    private void readNumbers(ByteBuffer data) {
        scanner.beginArray();
        while (scanner.nextElement()) {
            JsonScanner.Kind kind = scanner.peek();
            if (kind == JsonScanner.Kind.ARRAY) {
                readNumbers(data);
            } else {
                requireRoom();
                if (field.type() == ElementType.BOOL) {
                    data.put(index, readBool(kind));
                } else if (kind == JsonScanner.Kind.NULL && field.type().isFloating()) {
                    scanner.nullValue();
                    Elements.putDouble(field.type(), data, index, Double.NaN);
                } else if (kind != JsonScanner.Kind.NUMBER) {
                    throw wrong(scanner.excerpt());
                } else if (field.type().isFloating()) {
                    putFloating(data);
                } else {
                    putInteger(data);
                }
                index++;
            }
        }
    }

    private void requireRoom() {
        if (index == elementCount) {
            throw InferRequestValidator.wrongCount(
                    field, tensor.shape(), "more than " + elementCount + " elements");
        }
    }

    private byte readBool(JsonScanner.Kind kind) {
        if (kind == JsonScanner.Kind.BOOLEAN) {
            return (byte) (scanner.bool() ? 1 : 0);
        }
        if (kind != JsonScanner.Kind.NUMBER) {
            throw wrong(scanner.excerpt());
        }
        JsonNumber number = scanner.number();
        if (!number.isUint64() || Long.compareUnsigned(number.uint64(), 1) > 0) {
            throw wrong(number.text());
        }
        return (byte) number.uint64();
    }

    private void putFloating(ByteBuffer data) {
        JsonNumber number = scanner.numberOrNonFinite();
        if (field.type() == ElementType.FLOAT32) {
            float value = number.float32();
            if (Float.isInfinite(value) && !number.isNonFinite()) {
                throw wrong(number.text());
            }
            data.putFloat(index * 4, value);
            return;
        }
        double value = number.float64();
        Elements.putDouble(field.type(), data, index, value);
        if (Double.isInfinite(Elements.asDouble(field.type(), data, index))
                && !number.isNonFinite()) {
            throw wrong(number.text());
        }
    }

    private void putInteger(ByteBuffer data) {
        JsonNumber number = scanner.number();
        if (field.type() == ElementType.UINT64) {
            if (!number.isUint64()) {
                throw wrong(number.text());
            }
            data.putLong(index * 8, number.uint64());
            return;
        }
        if (!number.isInt64() || !IntegerRange.of(field.type()).contains(number.int64())) {
            throw wrong(number.text());
        }
        long value = number.int64();
        switch (field.type().byteSize()) {
            case 1 -> data.put(index, (byte) value);
            case 2 -> data.putShort(index * 2, (short) value);
            case 4 -> data.putInt(index * 4, (int) value);
            default -> data.putLong(index * 8, value);
        }
    }

    private void readElements() {
        scanner.beginArray();
        while (scanner.nextElement()) {
            JsonScanner.Kind kind = scanner.peek();
            if (kind == JsonScanner.Kind.ARRAY) {
                readElements();
            } else {
                requireRoom();
                tensor.setElement(index, readElement(kind));
                index++;
            }
        }
    }

    private byte[] readElement(JsonScanner.Kind kind) {
        return switch (kind) {
            case STRING ->
                    field.type() == ElementType.STRING ? scanner.utf8() : decoded(scanner.utf8());
            case OBJECT -> wrapped();
            case ARRAY, NUMBER, BOOLEAN, NULL -> throw wrong(scanner.excerpt());
        };
    }

    private byte[] wrapped() {
        if (field.type() == ElementType.STRING) {
            throw wrong(scanner.excerpt());
        }
        byte[] content = null;
        scanner.beginObject();
        while (scanner.nextMember()) {
            if (scanner.key(BASE64) == JsonKeys.UNKNOWN || content != null) {
                throw scanner.expected("the member 'b64' alone");
            }
            content = decoded(scanner.utf8());
        }
        if (content == null) {
            throw scanner.expected("the member 'b64'");
        }
        return content;
    }

    private byte[] decoded(byte[] base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw wrong("a string that is not base64 (" + e.getMessage() + ")");
        }
    }

    private ProblemException wrong(String found) {
        return InferRequestValidator.wrongValue(field, found, IntegerRange.words(field.type()));
    }
}
