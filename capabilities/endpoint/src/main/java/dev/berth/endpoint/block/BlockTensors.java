package dev.berth.endpoint.block;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.List;

/// Rows that are copied between tensors. What is returned is the caller's to close, the arguments
/// stay theirs.
final class BlockTensors {
    private BlockTensors() {}

    /// Some rows of a tensor, in their order.
    static Tensor gather(Tensor from, RowSet rows, TensorPool pool) {
        if (rows.isAllOf(from.rows())) {
            return from.share();
        }
        Tensor gathered = Tensor.allocate(pool, from.type(), from.shape().withRows(rows.count()));
        for (int i = 0; i < rows.count(); ) {
            int run = 1;
            while (i + run < rows.count() && rows.at(i + run) == rows.at(i) + run) {
                run++;
            }
            copy(from, rows.at(i), gathered, i, run);
            i += run;
        }
        return gathered;
    }

    /// The same of rows with as many elements each.
    static Tensor gather(Tensor from, RowSet rows, int elements, TensorPool pool) {
        return gather(from, rows.times(elements), pool);
    }

    /// A tensor of a block with rows of another at some places; the others are arbitrary.
    static Tensor scatter(Tensor from, RowSet rows, int blockRows, TensorPool pool) {
        if (rows.isAllOf(blockRows)) {
            return from.share();
        }
        Tensor block = Tensor.allocate(pool, from.type(), from.shape().withRows(blockRows));
        scatterInto(from, rows, block);
        return block;
    }

    /// Copies rows to some places of a block.
    static void scatterInto(Tensor from, RowSet rows, Tensor block) {
        for (int i = 0; i < rows.count(); ) {
            int run = 1;
            while (i + run < rows.count() && rows.at(i + run) == rows.at(i) + run) {
                run++;
            }
            copy(from, i, block, rows.at(i), run);
            i += run;
        }
    }

    /// A copy with memory of its own.
    static Tensor copyOf(Tensor from, TensorPool pool) {
        Tensor copy = Tensor.allocate(pool, from.type(), from.shape());
        copy(from, 0, copy, 0, from.rows());
        return copy;
    }

    /// All of them, one after the other.
    ///
    /// @throws ProblemException `shape-mismatch` if their rows have different shapes
    static Tensor join(List<Tensor> parts, TensorPool pool) {
        Tensor first = parts.getFirst();
        if (parts.size() == 1) {
            return first.share();
        }
        long rows = 0;
        for (Tensor part : parts) {
            if (!part.shape().sameRows(first.shape())) {
                throw new ProblemException(
                        ProblemCode.SHAPE_MISMATCH,
                        "rows of "
                                + part.shape().withoutLeading()
                                + " (expected: "
                                + first.shape().withoutLeading()
                                + ")",
                        "send each row by itself");
            }
            rows += part.rows();
        }
        Tensor joined = Tensor.allocate(pool, first.type(), first.shape().withRows(rows));
        int at = 0;
        for (Tensor part : parts) {
            copy(part, 0, joined, at, part.rows());
            at += part.rows();
        }
        return joined;
    }

    /// Each row so many times, one copy after the other.
    static Tensor repeat(Tensor from, int times, TensorPool pool) {
        if (times == 1) {
            return from.share();
        }
        Tensor repeated =
                Tensor.allocate(
                        pool, from.type(), from.shape().withRows((long) from.rows() * times));
        for (int row = 0; row < from.rows(); row++) {
            for (int i = 0; i < times; i++) {
                copy(from, row, repeated, row * times + i, 1);
            }
        }
        return repeated;
    }

    /// Lists of records as rows of elements.
    static Tensor elements(Tensor lists) {
        Shape element = lists.shape().withoutLeading();
        return lists.reshape(element.withRows(lists.shape().size(0) * lists.shape().size(1)));
    }

    /// Rows of elements as lists, of as many each.
    static Tensor lists(Tensor elements, int records) {
        Shape shape = elements.shape();
        return elements.reshape(shape.withRows(shape.size(0) / records).prepend(records));
    }

    private static void copy(Tensor from, int row, Tensor into, int at, int count) {
        int size = (int) from.shape().elementsPerRow();
        if (from.type().isVariable()) {
            for (int i = 0; i < count * size; i++) {
                into.setElement(at * size + i, from.element(row * size + i));
            }
        } else {
            int bytes = size * from.type().byteSize();
            into.data().put(at * bytes, from.data(), row * bytes, count * bytes);
        }
    }
}
