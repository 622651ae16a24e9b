package dev.berth.cli.bench;

/// Call of the model under load. Blocks until the response; called by many threads.
public interface BenchmarkCall {
    /// Calls once.
    ///
    /// @throws dev.berth.core.ProblemException if there was no response
    void run();
}
