package dev.berth.fuzzing;

import java.util.List;

/// Something that reads bytes from strangers, with what must hold whatever they are.
public interface Target extends AutoCloseable {
    /// Bytes that it reads to the end, and near which the fuzzer begins.
    List<byte[]> seeds();

    /// Feeds it. Returns when the bytes were read or refused with a problem.
    ///
    /// @throws Exception if anything else was thrown, memory was kept, or a server failed
    void accept(byte[] bytes) throws Exception;

    @Override
    default void close() {}
}
