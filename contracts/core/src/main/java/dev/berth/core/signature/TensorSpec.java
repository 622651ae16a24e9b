package dev.berth.core.signature;

import dev.berth.core.tensor.ElementType;

/// The name, element type and declared shape of a tensor: what an artifact says of its inputs and
/// outputs, and what the steps of an encoder promise each other.
public record TensorSpec(String name, ElementType type, DeclaredShape shape) {
    @Override
    public String toString() {
        return name + ": " + type + " " + shape;
    }
}
