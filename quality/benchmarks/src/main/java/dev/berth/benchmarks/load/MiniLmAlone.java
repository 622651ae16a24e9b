package dev.berth.benchmarks.load;

import java.time.Duration;

/// Single caller of the sentence model in this process, a row at a time: the minimum latency.
final class MiniLmAlone implements InProcess {
    private final MiniLmEngine engine;
    private final MiniLmCalls calls;

    MiniLmAlone(MiniLmEngine engine) {
        this.engine = engine;
        this.calls = engine.open(new MiniLmEngine.Threads(1, 1), 1);
    }

    @Override
    public Turn run(Duration time) throws InterruptedException {
        MiniLmCalls.Done done = calls.run(time);
        return new Turn(
                done.rowsPerSecond(),
                done.batches().percentileMillis(50),
                done.batches().percentileMillis(99),
                done.cpuMicrosPerRow());
    }

    @Override
    public void close() {
        calls.close();
        engine.close();
    }
}
