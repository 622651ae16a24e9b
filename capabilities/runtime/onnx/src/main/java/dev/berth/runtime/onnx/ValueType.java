package dev.berth.runtime.onnx;

import dev.berth.core.signature.Dimensions;
import dev.berth.core.tensor.ElementType;

/// The type of a graph's input or output as the engine declares it.
sealed interface ValueType {

    record TensorType(ElementType element, Dimensions shape) implements ValueType {}

    record SequenceType(ValueType element) implements ValueType {}

    record MapType(ElementType key, ElementType value) implements ValueType {}

    /// A type that Berth has no tensor for.
    ///
    /// @param what it is, for people
    record UnknownType(String what) implements ValueType {}
}
