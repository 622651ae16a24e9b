package dev.berth.core.tensor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The type of a tensor's elements: those of ONNX that a signature can name.
///
/// Each has two names: [#label()] as `model.yaml` and people write it (`float32`) and [#datatype()]
/// as the Open Inference Protocol writes it (`FP32`).
public enum ElementType {
    BOOL("bool", "BOOL", 1),
    UINT8("uint8", "UINT8", 1),
    UINT16("uint16", "UINT16", 2),
    UINT32("uint32", "UINT32", 4),
    UINT64("uint64", "UINT64", 8),
    INT8("int8", "INT8", 1),
    INT16("int16", "INT16", 2),
    INT32("int32", "INT32", 4),
    INT64("int64", "INT64", 8),
    FLOAT16("float16", "FP16", 2),
    BFLOAT16("bfloat16", "BF16", 2),
    FLOAT32("float32", "FP32", 4),
    FLOAT64("float64", "FP64", 8),
    /// Unicode text; the elements are UTF-8 bytes.
    STRING("string", "BYTES", 0),
    /// Arbitrary bytes, such as a picture. Base64 wherever the form is JSON.
    BYTES("bytes", "BYTES", 0);

    private static final Map<String, ElementType> BY_LABEL = new HashMap<>();

    static {
        for (ElementType type : values()) {
            BY_LABEL.put(type.label, type);
        }
    }

    private final String label;
    private final String datatype;
    private final int byteSize;

    ElementType(String label, String datatype, int byteSize) {
        this.label = label;
        this.datatype = datatype;
        this.byteSize = byteSize;
    }

    public String label() {
        return label;
    }

    public String datatype() {
        return datatype;
    }

    /// Bytes per element, 1 to 8; 0 for [#STRING] and [#BYTES], whose elements have no common size.
    public int byteSize() {
        return byteSize;
    }

    /// Whether elements are byte sequences of their own length ([#STRING], [#BYTES]) and not
    /// numbers in a buffer.
    public boolean isVariable() {
        return byteSize == 0;
    }

    public boolean isFloating() {
        return this == FLOAT16 || this == BFLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /// Whether elements are whole numbers, signed or not.
    public boolean isInteger() {
        return switch (this) {
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> true;
            case BOOL, FLOAT16, BFLOAT16, FLOAT32, FLOAT64, STRING, BYTES -> false;
        };
    }

    public static Optional<ElementType> findByLabel(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    @Override
    public String toString() {
        return label;
    }
}
