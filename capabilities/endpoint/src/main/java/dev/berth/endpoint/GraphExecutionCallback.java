package dev.berth.endpoint;

import dev.berth.core.Problem;
import dev.berth.core.tensor.NamedTensors;
import java.util.List;

/// Where a run ends. Exactly one of these is called, once.
interface GraphExecutionCallback {
    /// The record is answered.
    ///
    /// @param answer the outputs with one row, which whoever gets them closes
    /// @param remarks as in [dev.berth.serving.Prediction]
    void answered(NamedTensors answer, List<String> remarks);

    /// The record is answered by what was made for an equal one.
    ///
    /// @param answer and remarks as in [#answered]
    void answeredAgain(NamedTensors answer, List<String> remarks);

    void failed(Problem problem);

    /// A guard will not have the answer, and a fallback is to give another.
    ///
    /// @param problem for the caller, if there is none
    void fellBack(Problem problem);
}
