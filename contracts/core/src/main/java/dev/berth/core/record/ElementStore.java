package dev.berth.core.record;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Elements;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Growable buffer of elements of one type.
final class ElementStore {
    private static final int BYTES_MIN = 64;

    private final ElementType type;
    private final List<byte[]> elements = new ArrayList<>();
    private ByteBuffer numbers = ByteBuffer.allocate(BYTES_MIN).order(ByteOrder.LITTLE_ENDIAN);
    private int count;

    ElementStore(ElementType type) {
        this.type = type;
    }

    int count() {
        return count;
    }

    void add(byte[] element) {
        elements.add(element);
        count++;
    }

    void addDouble(double value) {
        ensureOne();
        Elements.putDouble(type, numbers, count++, value);
    }

    /// Adds the low bits of a whole number.
    void addLong(long value) {
        ensureOne();
        switch (type.byteSize()) {
            case 1 -> numbers.put(count, (byte) value);
            case 2 -> numbers.putShort(2 * count, (short) value);
            case 4 -> numbers.putInt(4 * count, (int) value);
            default -> numbers.putLong(8 * count, value);
        }
        count++;
    }

    /// Adds one plain value of the type.
    void addPlain(Object value) {
        switch (value) {
            case Boolean flag -> addLong(flag ? 1 : 0);
            case String text -> add(text.getBytes(StandardCharsets.UTF_8));
            case Number number when type.isFloating() -> addDouble(number.doubleValue());
            case Number number -> addLong(number.longValue());
            default -> throw new IllegalArgumentException("a plain value of " + value.getClass());
        }
    }

    private void ensureOne() {
        if ((count + 1) * (long) type.byteSize() > numbers.capacity()) {
            int capacity = (int) Math.min(2L * numbers.capacity(), Shape.ELEMENTS_MAX);
            numbers =
                    ByteBuffer.allocate(capacity)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .put(0, numbers, 0, numbers.capacity());
        }
    }

    /// The elements from `from` on as a tensor of this shape.
    Tensor toTensor(TensorPool pool, int from, Shape shape) {
        int size = (int) shape.elementCount();
        if (type.isVariable()) {
            return Tensor.ofElements(type, shape, elements.subList(from, from + size));
        }
        Tensor tensor = Tensor.allocate(pool, type, shape);
        int width = type.byteSize();
        tensor.data().put(0, numbers, from * width, size * width);
        return tensor;
    }
}
