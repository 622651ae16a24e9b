package dev.berth.endpoint;

import dev.berth.core.Problem;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.serving.Timings;

/// Where a run ends. Exactly one of the two is called, once.
interface RunOutcome {
    /// The run has an answer.
    ///
    /// @param answer the outputs with one row, which whoever gets them closes
    void answered(NamedTensors answer, Timings timings);

    void failed(Problem problem);
}
