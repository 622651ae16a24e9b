package dev.berth.features.online;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;

/// A view whose rows another process brings up to date.
public final class ViewBusyProblem {
    private ViewBusyProblem() {}

    /// What is said by the one that stops.
    public static ProblemException problem(ViewReference view) {
        return new ProblemException(
                ProblemCode.MATERIALIZATION_CONFLICT,
                view + " is materialized by another process as well (expected: one at a time)",
                "let that one end; run this again after it, if it has to be");
    }
}
