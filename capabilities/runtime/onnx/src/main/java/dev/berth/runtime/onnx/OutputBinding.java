package dev.berth.runtime.onnx;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Binding of one output to a tensor.
///
/// @param spec what callers see
/// @param type what the engine gives
/// @param keys the columns, for maps whose keys are known
/// @param sizes where each dimension's size comes from, when all can be determined before the run;
///   then the engine writes straight into the pool's memory
record OutputBinding(
        TensorSpec spec, OrtValueType type, Optional<MapKeys> keys, Optional<List<Size>> sizes) {

    /// Source of a dimension's size.
    sealed interface Size {
        record Constant(long size) implements Size {}

        record OfInput(int input, int dimension) implements Size {}
    }

    OutputBinding {
        sizes = sizes.map(List::copyOf);
    }

    static OutputBinding of(TensorSpec spec, OrtValueType type, List<TensorSpec> inputs) {
        Optional<List<Size>> sizes =
                type instanceof OrtValueType.TensorType && !spec.type().isVariable()
                        ? derive(spec.shape(), inputs)
                        : Optional.empty();
        return new OutputBinding(spec, type, Optional.empty(), sizes);
    }

    OutputBinding withSpec(DeclaredShape shape, Optional<MapKeys> columns) {
        var changed = new TensorSpec(spec.name(), spec.type(), shape);
        return new OutputBinding(changed, type, columns, Optional.empty());
    }

    /// The same without the sizes, which the engine then chooses.
    OutputBinding unpinned() {
        return new OutputBinding(spec, type, keys, Optional.empty());
    }

    /// The output's shape for these inputs; only if [#sizes()] is there.
    ///
    /// @throws ProblemException `shape-mismatch` if an input has too few dimensions
    Shape shape(List<Tensor> inputs) {
        List<Size> sources = sizes.orElseThrow();
        var result = new long[sources.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] =
                    switch (sources.get(i)) {
                        case Size.Constant(long size) -> size;
                        case Size.OfInput(int input, int dimension) ->
                                size(inputs.get(input).shape(), dimension);
                    };
        }
        return Shape.of(result);
    }

    private static long size(Shape input, int dimension) {
        if (dimension >= input.rank()) {
            throw new ProblemException(
                    ProblemCode.SHAPE_MISMATCH,
                    "shape " + input + " (expected: more than " + dimension + " dimensions)",
                    "send the shapes that the model's metadata declares");
        }
        return input.size(dimension);
    }

    private static Optional<List<Size>> derive(DeclaredShape shape, List<TensorSpec> inputs) {
        List<Size> sizes = new ArrayList<>(shape.rank());
        for (Dimension dimension : shape.list()) {
            Optional<Size> size =
                    switch (dimension) {
                        case Dimension.Fixed(long fixed) -> Optional.of(new Size.Constant(fixed));
                        case Dimension.Dynamic(String name) -> find(name, inputs);
                    };
            if (size.isEmpty()) {
                return Optional.empty();
            }
            sizes.add(size.get());
        }
        return Optional.of(sizes);
    }

    private static Optional<Size> find(String name, List<TensorSpec> inputs) {
        if (name.equals(Dimension.Dynamic.ANONYMOUS)) {
            return Optional.empty();
        }
        for (int i = 0; i < inputs.size(); i++) {
            Optional<Integer> at = inputs.get(i).shape().findDynamic(name);
            if (at.isPresent()) {
                return Optional.of(new Size.OfInput(i, at.get()));
            }
        }
        return Optional.empty();
    }
}
