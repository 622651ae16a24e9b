package dev.berth.fuzzing;

import java.util.List;

/// Fuzz target: a parser of untrusted bytes with its invariants.
public interface Target extends AutoCloseable {
    /// Valid inputs from which the fuzzer starts.
    List<byte[]> seeds();

    /// Passes an input. Returns when it was read, or rejected with a problem.
    ///
    /// @throws Exception if anything else was thrown, memory leaked, or a server failed
    void accept(byte[] bytes) throws Exception;

    @Override
    default void close() {}
}
