package dev.berth.verification.restarts;

/// Client of one kind, used by one thread.
interface Caller extends AutoCloseable {
    /// Sends one request and waits for its response.
    ///
    /// @throws Exception if it was sent without a response, or rejected, as its message says
    void call() throws Exception;

    @Override
    void close();
}
