package dev.berth.runtime.onnx;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Inputs of zeros, or of empty strings, for runs while a model loads.
final class Zeros {
    private Zeros() {}

    /// Adds one tensor for each input.
    ///
    /// @param rows the size of the dynamic dimension that leads every input; any other dynamic
    ///   dimension has size 1
    static void add(List<TensorSpec> inputs, long rows, TensorPool pool, List<Tensor> zeros) {
        Optional<Dimension> leading = leading(inputs);
        inputs.forEach(input -> zeros.add(zeros(input, leading, rows, pool)));
    }

    /// The dynamic dimension that leads every input.
    static Optional<Dimension> leading(List<TensorSpec> inputs) {
        List<Dimension> first =
                inputs.stream()
                        .flatMap(
                                input ->
                                        input.shape().rank() == 0
                                                ? Stream.of(Dimension.fixed(1))
                                                : Stream.of(input.shape().at(0)))
                        .distinct()
                        .toList();
        return first.size() == 1 && first.getFirst() instanceof Dimension.Dynamic
                ? Optional.of(first.getFirst())
                : Optional.empty();
    }

    private static Tensor zeros(
            TensorSpec input, Optional<Dimension> leading, long rows, TensorPool pool) {
        var sizes = new long[input.shape().rank()];
        for (int i = 0; i < sizes.length; i++) {
            Dimension dimension = input.shape().at(i);
            boolean row = leading.isPresent() && (i == 0 || named(leading.get(), dimension));
            sizes[i] =
                    switch (dimension) {
                        case Dimension.Fixed(long size) -> size;
                        case Dimension.Dynamic dynamic -> row ? rows : 1;
                    };
        }
        Tensor tensor = Tensor.allocate(pool, input.type(), Shape.of(sizes));
        if (!input.type().isVariable()) {
            MemorySegment.ofBuffer(tensor.data()).fill((byte) 0);
        }
        return tensor;
    }

    private static boolean named(Dimension leading, Dimension other) {
        return leading.equals(other)
                && !other.equals(Dimension.dynamic(Dimension.Dynamic.ANONYMOUS));
    }
}
