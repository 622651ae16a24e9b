package dev.berth.serving.execution;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.ByteBuffer;
import java.util.List;

/// Joins tensors along their leading dimension and cuts them again.
///
/// Rows of equal shape are copied as one run of bytes. Where shapes differ, each row is placed at
/// the origin of the larger one and the rest is zero: a block copy that walks the outer dimensions
/// and moves runs of the innermost.
final class BatchConcatenator {
    private final TensorPool pool;

    BatchConcatenator(TensorPool pool) {
        this.pool = pool;
    }

    /// All rows of all parts in one tensor.
    ///
    /// @param parts tensors of one element type and rank, rank at least 1
    /// @param rowShape the shape of a joined row, in each dimension at least that of every part's
    Tensor join(List<Tensor> parts, Shape rowShape) {
        long rows = 0;
        for (Tensor part : parts) {
            rows += part.rows();
        }
        Tensor joined = Tensor.allocate(pool, parts.getFirst().type(), rowShape.prepend(rows));
        int row = 0;
        for (Tensor part : parts) {
            place(part, joined, row);
            row += part.rows();
        }
        return joined;
    }

    /// The origin corner of each row of a tensor.
    ///
    /// @param rowShape the shape of a cropped row, in each dimension at most the tensor's
    Tensor crop(Tensor tensor, Shape rowShape) {
        Tensor cropped = Tensor.allocate(pool, tensor.type(), rowShape.prepend(tensor.rows()));
        Shape from = tensor.shape().withoutLeading();
        for (int row = 0; row < tensor.rows(); row++) {
            copyCorner(tensor, row, from, cropped, row, rowShape, rowShape);
        }
        return cropped;
    }

    private static void place(Tensor part, Tensor joined, int firstRow) {
        if (part.shape().sameRows(joined.shape())) {
            long at = firstRow * joined.shape().elementsPerRow();
            copyRun(part, 0, joined, at, part.shape().elementCount());
            return;
        }
        Shape from = part.shape().withoutLeading();
        Shape to = joined.shape().withoutLeading();
        for (int row = 0; row < part.rows(); row++) {
            clear(joined, (firstRow + row) * to.elementCount(), to.elementCount());
            copyCorner(part, row, from, joined, firstRow + row, to, from);
        }
    }

    /// Copies the block of shape `corner` at the origin of one row to the origin of another.
    private static void copyCorner(
            Tensor source,
            int sourceRow,
            Shape from,
            Tensor target,
            int targetRow,
            Shape to,
            Shape corner) {
        if (corner.elementCount() == 0) {
            return;
        }
        int last = corner.rank() - 1;
        long run = corner.size(last);
        var index = new long[last];
        while (true) {
            long sourceAt = sourceRow * from.elementCount() + offset(index, from);
            long targetAt = targetRow * to.elementCount() + offset(index, to);
            copyRun(source, sourceAt, target, targetAt, run);
            int dimension = last - 1;
            while (dimension >= 0 && ++index[dimension] == corner.size(dimension)) {
                index[dimension--] = 0;
            }
            if (dimension < 0) {
                return;
            }
        }
    }

    private static long offset(long[] outerIndex, Shape shape) {
        long offset = 0;
        for (int i = 0; i < outerIndex.length; i++) {
            offset = (offset + outerIndex[i]) * shape.size(i + 1);
        }
        return offset;
    }

    private static void copyRun(
            Tensor source, long sourceAt, Tensor target, long targetAt, long count) {
        ElementType type = source.type();
        if (type.isVariable()) {
            for (int i = 0; i < count; i++) {
                target.setElement((int) targetAt + i, source.element((int) sourceAt + i));
            }
            return;
        }
        int size = type.byteSize();
        target.data()
                .put(
                        (int) targetAt * size,
                        source.data(),
                        (int) sourceAt * size,
                        (int) count * size);
    }

    private static void clear(Tensor tensor, long at, long count) {
        if (tensor.type().isVariable()) {
            return;
        }
        int size = tensor.type().byteSize();
        ByteBuffer data = tensor.data();
        int end = (int) (at + count) * size;
        for (int i = (int) at * size; i < end; i++) {
            data.put(i, (byte) 0);
        }
    }
}
