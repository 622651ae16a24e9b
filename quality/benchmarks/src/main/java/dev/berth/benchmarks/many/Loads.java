package dev.berth.benchmarks.many;

import java.io.IOException;

/// Loads of the large model: one, or one after the other for as long as is wanted.
interface Loads extends AutoCloseable {
    /// Begins one, beside the caller.
    void beginOne() throws IOException;

    /// Begins loads that continue beside the caller.
    void begin() throws IOException;

    /// Ends. Blocks until the one in flight is done.
    ///
    /// @return how many there were since the beginning
    int rest() throws IOException;

    @Override
    void close();
}
