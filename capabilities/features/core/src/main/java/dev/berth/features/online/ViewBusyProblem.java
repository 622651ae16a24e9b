package dev.berth.features.online;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;

/// Problem of a view that another process is materializing.
public final class ViewBusyProblem {
    private ViewBusyProblem() {}

    /// The problem that ends this process's run.
    public static ProblemException problem(ViewReference view) {
        return new ProblemException(
                ProblemCode.MATERIALIZATION_CONFLICT,
                view + " is materialized by another process as well (expected: one at a time)",
                "let that one end; run this again after it, if it has to be");
    }
}
