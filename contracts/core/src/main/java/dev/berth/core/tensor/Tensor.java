package dev.berth.core.tensor;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An n-dimensional array of elements of one type, in row-major order.
///
/// Numbers and booleans lie in off-heap memory of a [TensorPool], little-endian, one byte per
/// boolean (0 or 1), float16 and bfloat16 as their 16 bits. Elements of [ElementType#STRING] and
/// [ElementType#BYTES] are byte arrays on the heap.
///
/// The caller that holds a tensor closes it, exactly once; a second close throws. [#slice] and
/// [#share] make further tensors over the same memory, each closed on its own. Content is written
/// before the tensor is handed on and not changed after, so a tensor may be read by any thread.
public final class Tensor implements AutoCloseable {
    private static final byte[] EMPTY = {};

    private final ElementType type;
    private final Shape shape;
    private final @Nullable TensorMemory memory;
    private final @Nullable ByteBuffer data;
    private final byte @Nullable [][] elements;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Tensor(ElementType type, Shape shape, @Nullable TensorMemory memory, ByteBuffer data) {
        this.type = type;
        this.shape = shape;
        this.memory = memory;
        this.data = data;
        this.elements = null;
    }

    private Tensor(ElementType type, Shape shape, byte[][] elements) {
        this.type = type;
        this.shape = shape;
        this.memory = null;
        this.data = null;
        this.elements = elements;
    }

    /// A new tensor whose content is arbitrary until written: through [#data()], or [#setElement]
    /// for variable types, whose elements begin as empty byte arrays.
    ///
    /// @throws ProblemException `shape-mismatch` if it exceeds the limit of one tensor
    public static Tensor allocate(TensorPool pool, ElementType type, Shape shape) {
        if (type.isVariable()) {
            var elements = new byte[Math.toIntExact(shape.elementCount())][];
            Arrays.fill(elements, EMPTY);
            return new Tensor(type, shape, elements);
        }
        int byteCount = byteCount(type, shape);
        TensorMemory memory = pool.take(byteCount);
        ByteBuffer data = memory.block().slice(0, byteCount).order(ByteOrder.LITTLE_ENDIAN);
        return new Tensor(type, shape, memory, data);
    }

    /// A tensor of numbers or booleans over memory that the caller keeps, unchanged, for as long as
    /// the tensor and what is made of it is read. Closing it gives nothing back.
    ///
    /// @param data as many bytes as type and shape say, from its position to its limit
    /// @throws ProblemException `size-mismatch` if it has others
    public static Tensor over(ElementType type, Shape shape, ByteBuffer data) {
        if (type.isVariable()) {
            throw new IllegalArgumentException("memory of " + type + " (expected: of numbers)");
        }
        int byteCount = byteCount(type, shape);
        if (data.remaining() != byteCount) {
            throw new ProblemException(
                    ProblemCode.SIZE_MISMATCH,
                    data.remaining()
                            + " bytes for "
                            + type
                            + " "
                            + shape
                            + " (expected: "
                            + byteCount
                            + ")",
                    "send as many values as the shape has elements");
        }
        return new Tensor(type, shape, null, data.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static int byteCount(ElementType type, Shape shape) {
        long byteCount = shape.elementCount() * type.byteSize();
        if (byteCount > Shape.ELEMENTS_MAX) {
            throw new ProblemException(
                    ProblemCode.SHAPE_MISMATCH,
                    "a tensor of "
                            + type
                            + " "
                            + shape
                            + " has "
                            + byteCount
                            + " bytes, above "
                            + Shape.ELEMENTS_MAX
                            + ", the limit of one tensor",
                    "split the request");
        }
        return (int) byteCount;
    }

    /// A float32 tensor with a copy of these values.
    public static Tensor ofFloats(TensorPool pool, Shape shape, float... values) {
        requireCount(shape, values.length);
        Tensor tensor = allocate(pool, ElementType.FLOAT32, shape);
        tensor.data().asFloatBuffer().put(values);
        return tensor;
    }

    /// An int64 tensor with a copy of these values.
    public static Tensor ofLongs(TensorPool pool, Shape shape, long... values) {
        requireCount(shape, values.length);
        Tensor tensor = allocate(pool, ElementType.INT64, shape);
        tensor.data().asLongBuffer().put(values);
        return tensor;
    }

    /// A float64 tensor with a copy of these values.
    public static Tensor ofDoubles(TensorPool pool, Shape shape, double... values) {
        requireCount(shape, values.length);
        Tensor tensor = allocate(pool, ElementType.FLOAT64, shape);
        tensor.data().asDoubleBuffer().put(values);
        return tensor;
    }

    /// A string tensor with these texts.
    public static Tensor ofStrings(Shape shape, List<String> texts) {
        requireCount(shape, texts.size());
        var elements = new byte[texts.size()][];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
        }
        return new Tensor(ElementType.STRING, shape, elements);
    }

    /// A string or bytes tensor over these elements, which the tensor keeps.
    ///
    /// @param type [ElementType#STRING] or [ElementType#BYTES]
    public static Tensor ofElements(ElementType type, Shape shape, List<byte[]> elements) {
        if (!type.isVariable()) {
            throw new IllegalArgumentException(
                    "elements of " + type + " (expected: string or bytes)");
        }
        requireCount(shape, elements.size());
        return new Tensor(type, shape, elements.toArray(byte[][]::new));
    }

    private static void requireCount(Shape shape, int count) {
        if (shape.elementCount() != count) {
            throw new ProblemException(
                    ProblemCode.SIZE_MISMATCH,
                    count
                            + " values for shape "
                            + shape
                            + " (expected: "
                            + shape.elementCount()
                            + ")",
                    "send as many values as the shape has elements");
        }
    }

    public ElementType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    /// The bytes of a tensor of numbers or booleans: little-endian, position 0, limit the number of
    /// bytes. Use absolute access or a duplicate; all callers share the position.
    ///
    /// @throws IllegalStateException for a string or bytes tensor, or one already closed
    public ByteBuffer data() {
        if (data == null) {
            throw new IllegalStateException("a " + type + " tensor has elements, not data");
        }
        requireOpen();
        return data;
    }

    /// Element `index` of a string or bytes tensor, in row-major order; not a copy.
    ///
    /// @throws IllegalStateException for a tensor of numbers, or one already closed
    public byte[] element(int index) {
        return requireElements()[index];
    }

    /// Element `index` of a string tensor as text; bytes that are not UTF-8 become U+FFFD.
    public String text(int index) {
        return new String(element(index), StandardCharsets.UTF_8);
    }

    public void setElement(int index, byte[] element) {
        requireElements()[index] = element;
    }

    private byte[][] requireElements() {
        if (elements == null) {
            throw new IllegalStateException("a " + type + " tensor has data, not elements");
        }
        requireOpen();
        return elements;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("tensor used after its release");
        }
    }

    /// Element `index` of a tensor of numbers or booleans as a double: unsigned types as their
    /// unsigned value, float16 and bfloat16 widened, int64 and uint64 beyond 2^53 rounded.
    public double number(int index) {
        return Elements.asDouble(type, data(), index);
    }

    /// Writes element `index` from a double: see [Elements#putDouble].
    public void setNumber(int index, double value) {
        Elements.putDouble(type, data(), index, value);
    }

    /// The size of the leading dimension; 1 for a scalar.
    public int rows() {
        return shape.rank() == 0 ? 1 : (int) shape.size(0);
    }

    /// Rows `from` (inclusive) to `from + count` (exclusive) as a tensor over the same memory; rank
    /// at least 1.
    public Tensor slice(int from, int count) {
        Objects.checkFromIndexSize(from, count, rows());
        Shape cut = shape.withRows(count);
        int perRow = (int) shape.elementsPerRow();
        if (elements != null) {
            byte[][] all = requireElements();
            return new Tensor(
                    type, cut, Arrays.copyOfRange(all, from * perRow, (from + count) * perRow));
        }
        int rowBytes = perRow * type.byteSize();
        ByteBuffer part =
                data().slice(from * rowBytes, count * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        return new Tensor(type, cut, retained(), part);
    }

    /// The same content under another shape with as many elements, over the same memory.
    public Tensor reshape(Shape other) {
        requireCount(other, (int) shape.elementCount());
        return elements != null
                ? new Tensor(type, other, requireElements())
                : new Tensor(
                        type, other, retained(), data().duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    /// A second tensor over the same memory, closed on its own.
    public Tensor share() {
        return reshape(shape);
    }

    /// The same elements as [ElementType#STRING] or [ElementType#BYTES], which differ only in what
    /// the bytes mean.
    public Tensor as(ElementType variable) {
        if (!variable.isVariable()) {
            throw new IllegalArgumentException("as " + variable + " (expected: string or bytes)");
        }
        return new Tensor(variable, shape, requireElements());
    }

    private @Nullable TensorMemory retained() {
        TensorMemory held = memory;
        if (held != null) {
            held.retain();
        }
        return held;
    }

    /// Bytes of memory that the content takes: of the buffer, or of all elements together.
    public long byteCount() {
        if (data != null) {
            return data.capacity();
        }
        long sum = 0;
        for (byte[] element : requireElements()) {
            sum += element.length;
        }
        return sum;
    }

    /// Bytes of memory that this tensor keeps from being given back, at least [#byteCount]: a slice
    /// keeps the whole block that it is a part of.
    public long heldByteCount() {
        return memory == null ? byteCount() : memory.block().capacity();
    }

    /// A copy of a float32 tensor's values.
    public float[] toFloats() {
        requireType(ElementType.FLOAT32);
        var values = new float[(int) shape.elementCount()];
        data().asFloatBuffer().get(values);
        return values;
    }

    /// A copy of an int64 tensor's values.
    public long[] toLongs() {
        requireType(ElementType.INT64);
        var values = new long[(int) shape.elementCount()];
        data().asLongBuffer().get(values);
        return values;
    }

    private void requireType(ElementType expected) {
        if (type != expected) {
            throw new IllegalStateException("a tensor of " + type + " read as " + expected);
        }
    }

    /// Gives the memory back.
    ///
    /// @throws IllegalStateException if it was closed before
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            throw new IllegalStateException("tensor released twice: " + this);
        }
        if (memory != null) {
            memory.release();
        }
    }

    @Override
    public String toString() {
        return type + " " + shape;
    }
}
