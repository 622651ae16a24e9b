package dev.berth.runtime.onnx;

/// A status other than success from ONNX Runtime, with its code and message.
final class EngineFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineFailure(String message) {
        // No stack trace: a failing run is part of service, and the trace would only show this.
        super(message, null, false, false);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
