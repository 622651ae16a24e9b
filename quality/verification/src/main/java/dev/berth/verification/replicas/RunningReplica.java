package dev.berth.verification.replicas;

import java.io.IOException;

/// Replica that runs, or has ended.
interface RunningReplica {
    int port();

    /// Sends SIGTERM, and waits until it has ended.
    ///
    /// @return exit status; 0 if all requests in flight got responses
    int terminate() throws IOException, InterruptedException;

    /// Kills it at once, like `kill -9`.
    void kill() throws IOException, InterruptedException;

    /// Stops its execution until [#thaw()]: it keeps its connections and answers nothing.
    void freeze() throws IOException, InterruptedException;

    void thaw() throws IOException, InterruptedException;

    /// The end of its output.
    String lastOutput() throws IOException, InterruptedException;
}
