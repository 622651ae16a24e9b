package dev.berth.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Subject of a load comparison.
sealed interface Candidate {
    String name();

    /// A description in one line.
    String meaning();

    /// The name of the candidate it is compared with: its floor or its limit.
    Optional<String> reference();

    /// Loads it for a duration. Blocks.
    Turn take(Duration time) throws IOException, InterruptedException;

    /// Loads it for about this duration to warm it up. Blocks.
    default void warmUp(Duration time) throws IOException, InterruptedException {
        var _ = take(time);
    }

    /// Memory of its process; 0 if it has none of its own.
    long residentMegabytes() throws IOException;

    /// Server in a process of its own, loaded by a tool.
    record Served(
            String name, String meaning, Optional<String> reference, Target target, LoadTool tool)
            implements Candidate {
        @Override
        public Turn take(Duration time) throws IOException, InterruptedException {
            double cpuBefore = target.cpuSeconds();
            LoadTool.Sent counted = tool.send(target.address(), time);
            double cpuSeconds = target.cpuSeconds() - cpuBefore;
            LoadTool.Sent sent = tool.withLatencies(target.address(), counted);
            return new Turn(
                    sent.requestsPerSecond(),
                    sent.p50Millis(),
                    sent.p99Millis(),
                    cpuSeconds * 1e6 / Math.max(1, sent.requests()),
                    sent.slowestOfMean());
        }

        @Override
        public long residentMegabytes() throws IOException {
            return target.residentMegabytes();
        }
    }

    /// Engine in this process, called without pause: the limit of every server.
    record Called(String name, String meaning, InProcess engine) implements Candidate {
        @Override
        public String meaning() {
            return engine.setting().isEmpty() ? meaning : meaning + ": " + engine.setting();
        }

        @Override
        public Optional<String> reference() {
            return Optional.empty();
        }

        @Override
        public void warmUp(Duration time) throws InterruptedException {
            engine.warmUp(time);
        }

        @Override
        public Turn take(Duration time) throws InterruptedException {
            return engine.run(time);
        }

        @Override
        public long residentMegabytes() {
            return 0;
        }
    }
}
