package dev.berth.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/// Something that answers requests and is compared with others.
sealed interface Candidate {
    String name();

    /// What it is, in a line.
    String meaning();

    /// Loads it for this long. Blocks.
    Turn take(Duration time) throws IOException, InterruptedException;

    /// Memory of its process, 0 where it has none of its own.
    long residentMegabytes() throws IOException;

    /// A server in a process of its own, loaded by a tool.
    record Served(String name, String meaning, ServerProcess server, LoadTool tool)
            implements Candidate {
        @Override
        public Turn take(Duration time) throws IOException, InterruptedException {
            double cpuBefore = server.cpuSeconds();
            LoadTool.Sent sent = tool.send(server.port(), time);
            double cpuSeconds = server.cpuSeconds() - cpuBefore;
            return new Turn(
                    sent.requestsPerSecond(),
                    sent.p50Millis(),
                    sent.p99Millis(),
                    cpuSeconds * 1e6 / Math.max(1, sent.requests()));
        }

        @Override
        public long residentMegabytes() throws IOException {
            return server.residentMegabytes();
        }
    }

    /// The engine in this process, called by one thread without pause: the limit of every server.
    record Called(String name, String meaning, EngineLoop engine) implements Candidate {
        @Override
        public Turn take(Duration time) {
            return engine.run(time);
        }

        @Override
        public long residentMegabytes() {
            return 0;
        }
    }
}
