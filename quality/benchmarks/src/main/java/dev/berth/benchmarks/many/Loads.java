package dev.berth.benchmarks.many;

import java.io.IOException;

/// Loads of the large model, again and again, for as long as is wanted.
interface Loads extends AutoCloseable {
    /// Begins; they go on beside the caller.
    void begin() throws IOException;

    /// Ends. Blocks until the one under way is done.
    ///
    /// @return how many there were since [#begin]
    int rest() throws IOException;

    @Override
    void close();
}
