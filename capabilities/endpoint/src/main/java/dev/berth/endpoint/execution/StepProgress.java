package dev.berth.endpoint.execution;

import dev.berth.endpoint.graph.CompiledStep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tracker of the steps of one execution that may start: those whose inputs are there. Thread-safe.
final class StepProgress {
    private final List<CompiledStep> steps;

    /// Steps that each step still waits for.
    private final int[] awaited;

    private int open;

    StepProgress(List<CompiledStep> steps) {
        this.steps = steps;
        this.awaited = new int[steps.size()];
        this.open = steps.size();
        for (int i = 0; i < awaited.length; i++) {
            awaited[i] = steps.get(i).needs().size();
        }
    }

    /// Those without needs.
    List<Integer> first() {
        List<Integer> first = new ArrayList<>(2);
        for (int i = 0; i < awaited.length; i++) {
            if (steps.get(i).needs().isEmpty()) {
                first.add(i);
            }
        }
        return first;
    }

    /// A step is done.
    ///
    /// @return those that waited for it last; null if all are done, to one caller alone
    synchronized @Nullable List<Integer> done(int index) {
        if (--open == 0) {
            return null;
        }
        List<Integer> ready = new ArrayList<>(2);
        for (int i = index + 1; i < awaited.length; i++) {
            if (steps.get(i).needs().contains(index) && --awaited[i] == 0) {
                ready.add(i);
            }
        }
        return ready;
    }
}
