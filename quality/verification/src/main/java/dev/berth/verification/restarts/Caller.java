package dev.berth.verification.restarts;

/// A client of one kind, used by one thread.
interface Caller extends AutoCloseable {
    /// Sends one request and waits for its answer.
    ///
    /// @throws Exception if it was sent and not answered, or refused, which its message tells
    void call() throws Exception;

    @Override
    void close();
}
