package dev.berth.runtime.onnx;

import dev.berth.core.tensor.ElementType;
import java.util.Optional;

/// The numbers by which the engine names element types, `ONNXTensorElementDataType`.
final class OnnxTypes {
    private OnnxTypes() {}

    static int number(ElementType type) {
        return switch (type) {
            case FLOAT32 -> 1;
            case UINT8 -> 2;
            case INT8 -> 3;
            case UINT16 -> 4;
            case INT16 -> 5;
            case INT32 -> 6;
            case INT64 -> 7;
            case STRING, BYTES -> 8;
            case BOOL -> 9;
            case FLOAT16 -> 10;
            case FLOAT64 -> 11;
            case UINT32 -> 12;
            case UINT64 -> 13;
            case BFLOAT16 -> 16;
        };
    }

    /// The type of this number; empty for complex numbers and those of 8 bits or fewer that no
    /// signature can name.
    static Optional<ElementType> find(int number) {
        for (ElementType type : ElementType.values()) {
            if (type != ElementType.BYTES && number(type) == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
