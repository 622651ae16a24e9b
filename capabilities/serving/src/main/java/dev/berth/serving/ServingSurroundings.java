package dev.berth.serving;

import dev.berth.core.tensor.TensorPool;
import java.time.InstantSource;

/// What all instances of a process share.
record ServingSurroundings(
        TensorPool tensorPool,
        ExecutionPool executionPool,
        Deadlines deadlines,
        int executionThreads,
        int lanes,
        ServingListener listener,
        InstantSource clock) {}
