package dev.berth.verification.replicas;

import java.io.IOException;

/// Way to run replicas: as containers, or as processes.
interface ReplicaRuntime extends AutoCloseable {
    /// Starts a replica.
    ///
    /// @param name unique name
    /// @param version of the image, from 1
    /// @param port on the loopback address
    RunningReplica start(String name, int version, int port)
            throws IOException, InterruptedException;

    /// One line on what replicas are.
    String describe();

    @Override
    void close() throws IOException;
}
