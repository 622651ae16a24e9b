package dev.berth.runtime.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Location of a tensor in shared memory. Numbers lie as in a [Tensor]; of strings first all
/// lengths, four bytes each, then all bytes.
///
/// @param offset its first byte
/// @param byteCount how many it takes
record SharedTensorDescriptor(Shape shape, long offset, long byteCount) {
    /// As wide as a line of the processor's cache, and as engines like their tensors.
    private static final long ALIGNMENT = 64;

    /// The most that all strings of a tensor may take: each is an object, of several times its
    /// bytes if they are few.
    static final long STRING_BYTES_MAX = 64 << 20;

    private static final byte[] EMPTY = {};

    private static final ValueLayout.OfInt LENGTH =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static long aligned(long byteCount) {
        return (byteCount + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /// How much memory a tensor takes, with what is left free behind it.
    static long roomFor(Tensor tensor) {
        return aligned(bytesOf(tensor));
    }

    private static long bytesOf(Tensor tensor) {
        return tensor.type().isVariable()
                ? tensor.byteCount() + tensor.shape().elementCount() * Integer.BYTES
                : tensor.byteCount();
    }

    /// Copies a tensor to this place, where there is room for it.
    static SharedTensorDescriptor put(Tensor tensor, MemorySegment memory, long offset) {
        var placed = new SharedTensorDescriptor(tensor.shape(), offset, bytesOf(tensor));
        MemorySegment target = memory.asSlice(offset, placed.byteCount);
        if (tensor.type().isVariable()) {
            putElements(tensor, target);
        } else {
            target.copyFrom(MemorySegment.ofBuffer(tensor.data()));
        }
        return placed;
    }

    private static void putElements(Tensor tensor, MemorySegment target) {
        int count = (int) tensor.shape().elementCount();
        long at = (long) count * Integer.BYTES;
        for (int i = 0; i < count; i++) {
            byte[] element = tensor.element(i);
            target.set(LENGTH, (long) i * Integer.BYTES, element.length);
            MemorySegment.copy(element, 0, target, JAVA_BYTE, at, element.length);
            at += element.length;
        }
    }

    void write(FrameWriter frame) {
        frame.putByte(shape.rank());
        for (int i = 0; i < shape.rank(); i++) {
            frame.putLong(shape.size(i));
        }
        frame.putLong(offset).putLong(byteCount);
    }

    /// Reads where a tensor lies, and makes sure of it: within the memory, and of as many bytes as
    /// type and shape say.
    ///
    /// @param memoryFrom where tensors may begin
    /// @param memoryTo where they must end
    static SharedTensorDescriptor read(
            FrameReader frame, ElementType type, long memoryFrom, long memoryTo) {
        var placed =
                new SharedTensorDescriptor(readShape(frame), frame.readLong(), frame.readLong());
        boolean within =
                placed.offset >= memoryFrom
                        && placed.byteCount >= 0
                        && placed.offset <= memoryTo
                        && placed.byteCount <= memoryTo - placed.offset;
        long elements = placed.shape.elementCount();
        boolean fits =
                type.isVariable()
                        ? placed.byteCount >= elements * Integer.BYTES
                                && placed.byteCount <= STRING_BYTES_MAX
                        : placed.byteCount == elements * type.byteSize();
        if (!within || !fits) {
            throw new FrameProtocolException(
                    "a tensor of %s %s in %d bytes at %d of the memory from %d to %d"
                            .formatted(
                                    type,
                                    placed.shape,
                                    placed.byteCount,
                                    placed.offset,
                                    memoryFrom,
                                    memoryTo));
        }
        return placed;
    }

    private static Shape readShape(FrameReader frame) {
        int rank = frame.readByte();
        if (rank > Shape.RANK_MAX) {
            throw new FrameProtocolException("a tensor of " + rank + " dimensions");
        }
        var sizes = new long[rank];
        for (int i = 0; i < rank; i++) {
            sizes[i] = frame.readLong();
        }
        try {
            return Shape.of(sizes);
        } catch (ProblemException e) {
            throw new FrameProtocolException(e.problem().message());
        }
    }

    /// A copy of the tensor, in memory of the pool. The other side may write to the memory
    /// meanwhile: every length is read once and checked.
    Tensor copy(TensorSpec spec, MemorySegment memory, TensorPool pool) {
        MemorySegment source = memory.asSlice(offset, byteCount);
        if (spec.type().isVariable()) {
            return elements(spec.type(), source);
        }
        Tensor tensor = Tensor.allocate(pool, spec.type(), shape);
        try {
            MemorySegment.ofBuffer(tensor.data()).copyFrom(source);
        } catch (RuntimeException | Error e) {
            tensor.close();
            throw e;
        }
        return tensor;
    }

    /// The tensor where it lies, for as long as the memory is not changed; a copy of strings.
    Tensor view(ElementType type, MemorySegment memory) {
        MemorySegment source = memory.asSlice(offset, byteCount);
        return type.isVariable()
                ? elements(type, source)
                : Tensor.over(type, shape, source.asByteBuffer());
    }

    private Tensor elements(ElementType type, MemorySegment source) {
        int count = (int) shape.elementCount();
        List<byte[]> elements = new ArrayList<>(count);
        long at = (long) count * Integer.BYTES;
        for (int i = 0; i < count; i++) {
            int length = source.get(LENGTH, (long) i * Integer.BYTES);
            if (length < 0 || length > byteCount - at) {
                throw new FrameProtocolException(
                        "a string of " + length + " bytes where " + (byteCount - at) + " are left");
            }
            var element = length == 0 ? EMPTY : new byte[length];
            MemorySegment.copy(source, JAVA_BYTE, at, element, 0, length);
            elements.add(element);
            at += length;
        }
        return Tensor.ofElements(type, shape, elements);
    }
}
