package dev.berth.runtime.process;

/// What a frame says that it may not: the sender cannot be talked with any more.
final class FrameProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FrameProtocolException(String message) {
        super(message, null, true, false);
    }
}
