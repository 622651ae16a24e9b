package dev.berth.testkit.onnx;

/// Element type of an ONNX tensor with its number in the ONNX format (`TensorProto.DataType`).
public enum OnnxElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    /// UTF-8 text of any length; its width is 0.
    STRING(8, 0),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    BFLOAT16(16, 2);

    private final int onnxNumber;
    private final int widthBytes;

    OnnxElementType(int onnxNumber, int widthBytes) {
        this.onnxNumber = onnxNumber;
        this.widthBytes = widthBytes;
    }

    /// The number of the type in ONNX files.
    public int onnxNumber() {
        return onnxNumber;
    }

    /// Bytes of one element, 0 for [#STRING].
    public int widthBytes() {
        return widthBytes;
    }
}
