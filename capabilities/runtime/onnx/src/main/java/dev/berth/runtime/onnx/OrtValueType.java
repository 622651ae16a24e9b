package dev.berth.runtime.onnx;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.tensor.ElementType;

/// The type of a graph's input or output as the engine declares it.
sealed interface OrtValueType {

    record TensorType(ElementType element, DeclaredShape shape) implements OrtValueType {}

    record SequenceType(OrtValueType element) implements OrtValueType {}

    record MapType(ElementType key, ElementType value) implements OrtValueType {}

    /// A type that Berth has no tensor for.
    ///
    /// @param what it is, for people
    record UnknownType(String what) implements OrtValueType {}
}
