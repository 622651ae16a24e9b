package dev.berth.testkit.onnx;

import java.util.Arrays;
import java.util.List;

/// Declared type of a graph input or output.
public sealed interface OnnxType {

    /// Tensor; a dimension is a number, a name (dynamic), or `?` (dynamic without a name).
    record Tensor(OnnxElementType elementType, List<String> dims) implements OnnxType {
        public Tensor {
            dims = List.copyOf(dims);
        }
    }

    /// List of values of one type.
    record Sequence(OnnxType element) implements OnnxType {}

    /// Map from a scalar key to a value.
    record Mapping(OnnxElementType key, OnnxType value) implements OnnxType {}

    /// Optional value.
    record Optional(OnnxType element) implements OnnxType {}

    /// `tensor(FLOAT, "batch", 16)`: numbers are fixed dimensions, texts are names of dynamic ones.
    static Tensor tensor(OnnxElementType elementType, Object... dims) {
        return new Tensor(elementType, Arrays.stream(dims).map(String::valueOf).toList());
    }
}
