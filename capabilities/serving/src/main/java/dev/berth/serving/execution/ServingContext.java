package dev.berth.serving.execution;

import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.thread.DeadlineEnforcer;
import dev.berth.serving.thread.InferenceThreadPool;
import java.time.InstantSource;

/// Dependencies shared by all instances of a process.
public record ServingContext(
        TensorPool tensorPool,
        InferenceThreadPool executionPool,
        DeadlineEnforcer deadlines,
        int executionThreads,
        int inlineExecutors,
        ServingListener listener,
        InstantSource clock) {}
