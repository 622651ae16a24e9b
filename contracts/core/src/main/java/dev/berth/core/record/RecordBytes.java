package dev.berth.core.record;

import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Bytes of the tensors of one record, from which the same tensors are read again, bit for bit.
///
/// Each tensor is its name, its type in words, its sizes, and its content: numbers as in memory
/// (the least significant byte first), elements of variable length after their lengths.
public final class RecordBytes {
    private RecordBytes() {}

    /// Writes the tensors, which stay the caller's.
    public static void write(NamedTensors record, ByteWriter into) {
        into.writeUnsigned(record.count());
        for (int i = 0; i < record.count(); i++) {
            write(record.name(i), record.tensor(i), into);
        }
    }

    private static void write(String name, Tensor tensor, ByteWriter into) {
        into.writeText(name);
        into.writeText(tensor.type().label());
        into.writeUnsigned(tensor.shape().rank());
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            into.writeUnsigned(tensor.shape().size(axis));
        }
        if (tensor.type().isVariable()) {
            for (int i = 0; i < tensor.shape().elementCount(); i++) {
                into.writeBytes(tensor.element(i));
            }
        } else {
            ByteBuffer data = tensor.data().duplicate().rewind();
            byte[] content = new byte[data.remaining()];
            data.get(content);
            into.writeBytes(content);
        }
    }

    /// Reads tensors, which the caller closes.
    ///
    /// @throws IllegalArgumentException if the bytes are not what [#write] wrote
    public static NamedTensors read(ByteReader from, TensorPool pool) {
        var record = new NamedTensors();
        try {
            for (int count = from.readCount(); count > 0; count--) {
                String name = from.readText();
                record.put(name, tensor(from, pool));
            }
            return record;
        } catch (IllegalStateException e) {
            record.close();
            throw new IllegalArgumentException("two tensors of one name", e);
        } catch (RuntimeException | Error e) {
            record.close();
            throw e;
        }
    }

    private static Shape shape(long[] sizes) {
        try {
            return Shape.of(sizes);
        } catch (ProblemException e) {
            throw new IllegalArgumentException(e.problem().message(), e);
        }
    }

    private static Tensor tensor(ByteReader from, TensorPool pool) {
        String label = from.readText();
        ElementType type =
                ElementType.findByLabel(label)
                        .orElseThrow(() -> new IllegalArgumentException("a type '" + label + "'"));
        int rank = from.readCount();
        if (rank > Shape.RANK_MAX) {
            throw new IllegalArgumentException("a tensor of rank " + rank);
        }
        long[] sizes = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            sizes[axis] = from.readUnsigned();
        }
        Shape shape = shape(sizes);
        if (type.isVariable()) {
            if (shape.elementCount() > from.remaining()) {
                throw new IllegalArgumentException(
                        shape.elementCount() + " elements in " + from.remaining() + " bytes");
            }
            List<byte[]> elements = new ArrayList<>();
            for (long i = 0; i < shape.elementCount(); i++) {
                elements.add(from.readBytes());
            }
            return Tensor.ofElements(type, shape, elements);
        }
        byte[] content = from.readBytes();
        if ((long) content.length != shape.elementCount() * type.byteSize()) {
            throw new IllegalArgumentException(
                    content.length + " bytes of " + shape.elementCount() + " numbers");
        }
        Tensor tensor = Tensor.allocate(pool, type, shape);
        tensor.data().put(0, content);
        return tensor;
    }
}
