package dev.berth.runtime.process;

/// Violation of the frame protocol, after which the connection is closed.
final class FrameProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FrameProtocolException(String message) {
        super(message, null, true, false);
    }
}
