package dev.berth.benchmarks.load;

import java.time.Duration;

/// Engine that is called in this process.
interface InProcess extends AutoCloseable {

    /// Calls it without pause for a duration. Blocks.
    Turn run(Duration time) throws InterruptedException;

    /// The selected settings, if there was a choice; else empty.
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
