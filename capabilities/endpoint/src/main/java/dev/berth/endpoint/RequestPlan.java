package dev.berth.endpoint;

import dev.berth.core.ProblemException;
import dev.berth.serving.Lane;
import dev.berth.serving.PredictionRequest;
import org.jspecify.annotations.Nullable;

/// Makes the calls of the records of one request: of its endpoint's plan, or of the variant that
/// each record meets.
///
/// @param variant that the caller names; null if it names none
record RequestPlan(Plan plan, @Nullable String variant, Surroundings surroundings) {
    private static final String NO_REMARK = "";

    /// The same for background requests, of which nobody hears.
    RequestPlan unheard() {
        return new RequestPlan(plan, variant, surroundings.unheard());
    }

    /// The call of one record, which has not begun.
    ///
    /// @param request with the inputs of one record, which belong to the call from now on
    /// @param lane of the calling thread, if it is that of one
    /// @throws ProblemException `step-failed` if the record does not tell its variant,
    ///   `parameter-invalid` if it names one that there is not; the inputs are the caller's then
    RecordCall call(PredictionRequest request, RecordOutcome outcome, @Nullable Lane lane) {
        if (plan.arms().split().isEmpty()) {
            return new RecordCall(plan, plan, NO_REMARK, surroundings, request, outcome, lane);
        }
        Split split = plan.arms().split().get();
        Split.Variant met = variant == null ? split.choose(request.inputs()) : split.named(variant);
        surroundings.listener().divided(plan.description().name(), met.name(), request.id());
        return new RecordCall(
                met.plan(), plan, "variant:" + met.name(), surroundings, request, outcome, lane);
    }
}
