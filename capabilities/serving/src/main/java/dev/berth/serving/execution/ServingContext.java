package dev.berth.serving.execution;

import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.thread.DeadlineEnforcer;
import dev.berth.serving.thread.InferenceThreadPool;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Dependencies shared by all instances of a process.
///
/// @param bulkRows rows that a model which takes microseconds executes at once, where a process
///   scores tables; 0 in others
/// @param nanoClock the scale of the deadlines of requests
public record ServingContext(
        TensorPool tensorPool,
        InferenceThreadPool executionPool,
        DeadlineEnforcer deadlines,
        int executionThreads,
        int inlineExecutors,
        int bulkRows,
        Sessions sessions,
        ServingListener listener,
        LongSupplier nanoClock,
        InstantSource clock) {}
