package dev.berth.cli.bench;

/// One call of the model under load. Blocks until the answer is there; used by many threads.
public interface BenchmarkCall {
    /// Calls once.
    ///
    /// @throws dev.berth.core.ProblemException if there was no answer
    void run();
}
