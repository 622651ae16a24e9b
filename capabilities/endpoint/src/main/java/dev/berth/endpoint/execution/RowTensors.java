package dev.berth.endpoint.execution;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.util.List;

/// Tensors with other rows than they had. What is returned is the caller's to close, the arguments
/// stay theirs.
public final class RowTensors {
    private RowTensors() {}

    /// A single row as so many.
    static Tensor repeat(Tensor row, int count, TensorPool pool) {
        if (count == 1) {
            return row.share();
        }
        Tensor repeated = Tensor.allocate(pool, row.type(), row.shape().withRows(count));
        for (int i = 0; i < count; i++) {
            copy(row, repeated, i * (int) row.shape().elementsPerRow());
        }
        return repeated;
    }

    /// All of them, one after the other.
    ///
    /// @param what they are, for the problem
    /// @throws ProblemException `shape-mismatch` if their rows have different shapes
    static Tensor join(List<Tensor> parts, String what, TensorPool pool) {
        Tensor first = parts.getFirst();
        if (parts.size() == 1) {
            return first.share();
        }
        long rows = 0;
        for (Tensor part : parts) {
            if (!part.shape().withoutLeading().equals(first.shape().withoutLeading())) {
                throw new ProblemException(
                        ProblemCode.SHAPE_MISMATCH,
                        what
                                + " is "
                                + first.shape().withoutLeading()
                                + " for one record and "
                                + part.shape().withoutLeading()
                                + " for another, which one tensor cannot hold",
                        "ask for one record at a time, or by the typed API");
            }
            rows += part.rows();
        }
        Tensor joined = Tensor.allocate(pool, first.type(), first.shape().withRows(rows));
        int from = 0;
        for (Tensor part : parts) {
            copy(part, joined, from);
            from += (int) part.shape().elementCount();
        }
        return joined;
    }

    /// Some elements of a list that is one record's.
    ///
    /// @param elements which of them, in the order in which they are taken
    public static Tensor choose(Tensor list, List<Integer> elements, TensorPool pool) {
        Shape element = list.shape().withoutLeading();
        Tensor chosen =
                Tensor.allocate(pool, list.type(), element.withRows(elements.size()).prepend(1));
        int size = (int) element.elementsPerRow();
        try (Tensor all = list.reshape(element)) {
            for (int i = 0; i < elements.size(); i++) {
                try (Tensor one = all.slice(elements.get(i), 1)) {
                    copy(one, chosen, i * size);
                }
            }
        }
        return chosen;
    }

    /// An empty list of an expression with the dimensions that its elements would have, or anything
    /// else as it is.
    ///
    /// @param tensor which is taken over
    public static Tensor ofRank(DeclaredShape shape, Tensor tensor, TensorPool pool) {
        int rank = tensor.shape().rank();
        if (tensor.shape().elementCount() > 0 || rank >= shape.rank()) {
            return tensor;
        }
        try (tensor) {
            long[] sizes = sizesOf(shape);
            System.arraycopy(tensor.shape().toArray(), 0, sizes, 0, rank);
            return Tensor.allocate(pool, tensor.type(), Shape.of(sizes));
        }
    }

    /// No rows of what has this shape, in which any size is 0.
    public static Tensor none(ElementType type, DeclaredShape shape, TensorPool pool) {
        long[] sizes = sizesOf(shape);
        sizes[0] = 0;
        return Tensor.allocate(pool, type, Shape.of(sizes));
    }

    /// The sizes, 0 for any.
    private static long[] sizesOf(DeclaredShape shape) {
        return shape.list().stream()
                .mapToLong(
                        dimension ->
                                switch (dimension) {
                                    case Dimension.Fixed(long size) -> size;
                                    case Dimension.Dynamic dynamic -> 0;
                                })
                .toArray();
    }

    private static void copy(Tensor from, Tensor into, int at) {
        if (from.type().isVariable()) {
            int count = (int) from.shape().elementCount();
            for (int i = 0; i < count; i++) {
                into.setElement(at + i, from.element(i));
            }
        } else {
            into.data().put(at * from.type().byteSize(), from.data(), 0, from.data().capacity());
        }
    }
}
