package dev.berth.serving.execution;

import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.thread.DeadlineEnforcer;
import dev.berth.serving.thread.InferenceThreadPool;
import java.time.InstantSource;

/// Dependencies shared by all instances of a process.
///
/// @param bulkRows rows that a model which takes microseconds executes at once, where a process
///   scores tables; 0 in others
public record ServingContext(
        TensorPool tensorPool,
        InferenceThreadPool executionPool,
        DeadlineEnforcer deadlines,
        int executionThreads,
        int inlineExecutors,
        int bulkRows,
        Sessions sessions,
        ServingListener listener,
        InstantSource clock) {}
