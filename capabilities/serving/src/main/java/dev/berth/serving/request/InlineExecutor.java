package dev.berth.serving.request;

import java.util.concurrent.Executor;

/// An executor on a caller's thread that sends many requests and waits for none, such as an event
/// loop.
///
/// A model that takes microseconds is executed on it, since handing a request to another thread and
/// its answer back costs more than such a model. What the thread sends in one go is executed
/// together.
///
/// @param index from 0 on, below `ServingOptions#inlineExecutors()`; no two threads have the same
/// @param thread runs a task on its thread after the current one; called on that thread
public record InlineExecutor(int index, Executor thread) {
    public InlineExecutor {
        if (index < 0) {
            throw new IllegalArgumentException("inline executor " + index + " (expected: >= 0)");
        }
    }
}
