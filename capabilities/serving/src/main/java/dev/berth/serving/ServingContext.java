package dev.berth.serving;

import dev.berth.core.tensor.TensorPool;
import java.time.InstantSource;

/// What all instances of a process share.
record ServingContext(
        TensorPool tensorPool,
        InferenceThreadPool executionPool,
        DeadlineEnforcer deadlines,
        int executionThreads,
        int lanes,
        ServingListener listener,
        InstantSource clock) {}
