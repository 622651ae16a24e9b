package dev.berth.benchmarks.load;

import java.time.Duration;

/// An engine that is called in this process.
interface InProcess extends AutoCloseable {

    /// Calls it without pause for this long. Blocks.
    Turn run(Duration time) throws InterruptedException;

    /// How it is called, where that was chosen by trying; else empty.
    default String setting() {
        return "";
    }

    /// Calls it until it is warm. Blocks.
    default void warmUp(Duration time) throws InterruptedException {
        var _ = run(time);
    }

    @Override
    void close();
}
