package dev.berth.runtime.onnx;

/// The kinds of objects that the engine hands out and takes back.
enum Handle {
    STATUS(93),
    SESSION(95),
    VALUE(96),
    RUN_OPTIONS(97),
    TYPE(98),
    TENSOR_INFO(99),
    OPTIONS(100),
    METADATA(118),
    CUDA_OPTIONS(208);

    private final int releaseIndex;

    Handle(int releaseIndex) {
        this.releaseIndex = releaseIndex;
    }

    /// The place of the releasing function in the engine's table.
    int releaseIndex() {
        return releaseIndex;
    }
}
