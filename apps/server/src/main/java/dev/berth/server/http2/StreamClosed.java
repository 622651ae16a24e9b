package dev.berth.server.http2;

import java.nio.channels.ClosedChannelException;

/// Reason why a response, or the rest of one, was not sent: its stream is closed. A shared instance
/// without a trace: thousands of streams may close with a connection.
final class StreamClosed extends ClosedChannelException {
    @SuppressWarnings("StaticAssignmentOfThrowable") // It tells nothing of where it was made.
    static final StreamClosed INSTANCE = new StreamClosed();

    private static final long serialVersionUID = 1;

    private StreamClosed() {}

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
