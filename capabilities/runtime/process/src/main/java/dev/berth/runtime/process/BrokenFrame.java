package dev.berth.runtime.process;

/// What a frame says that it may not: the sender cannot be talked with any more.
final class BrokenFrame extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenFrame(String message) {
        super(message, null, true, false);
    }
}
