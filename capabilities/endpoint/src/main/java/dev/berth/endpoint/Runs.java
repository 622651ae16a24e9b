package dev.berth.endpoint;

import dev.berth.core.ProblemException;
import dev.berth.serving.Lane;
import dev.berth.serving.PredictionRequest;
import org.jspecify.annotations.Nullable;

/// Makes the runs of one request: of its endpoint's plan, or of the variant that each record meets.
///
/// @param variant that the caller names; null if it names none
record Runs(Plan plan, @Nullable String variant, Surroundings surroundings) {

    /// A run, which has not begun.
    ///
    /// @param request with the inputs of one record, which belong to the run from now on
    /// @param lane of the calling thread, if it is that of one
    /// @throws ProblemException `step-failed` if the record does not tell its variant,
    ///   `parameter-invalid` if it names one that there is not; the inputs are the caller's then
    Run run(PredictionRequest request, RunOutcome outcome, @Nullable Lane lane) {
        if (plan.split().isEmpty()) {
            return new Run(plan, plan, surroundings, request, outcome, lane);
        }
        Split split = plan.split().get();
        Split.Variant met = variant == null ? split.choose(request.inputs()) : split.named(variant);
        var run = new Run(met.plan(), plan, surroundings, request, outcome, lane);
        run.remark("variant:" + met.name());
        surroundings.listener().divided(run.name(), met.name(), request.id());
        return run;
    }
}
