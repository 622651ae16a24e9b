package dev.berth.benchmarks.many;

import java.io.IOException;

/// Loader of the large model: once, or continuously.
interface Loads extends AutoCloseable {
    /// Starts one load in the background.
    void beginOne() throws IOException;

    /// Starts continuous loads in the background.
    void begin() throws IOException;

    /// Stops. Blocks until the current load is done.
    ///
    /// @return the number of loads since the start
    int rest() throws IOException;

    @Override
    void close();
}
