package dev.berth.endpoint;

import dev.berth.core.ProblemException;
import dev.berth.serving.InlineExecutor;
import dev.berth.serving.PredictionRequest;
import org.jspecify.annotations.Nullable;

/// Makes the calls of the records of one request: of its endpoint's plan, or of the variant that
/// each record meets.
///
/// @param variant that the caller names; null if it names none
record RecordExecutionFactory(
        CompiledEndpoint plan, @Nullable String variant, EndpointContext surroundings) {
    private static final String NO_REMARK = "";

    /// The same for background requests, of which nobody hears.
    RecordExecutionFactory unheard() {
        return new RecordExecutionFactory(plan, variant, surroundings.unheard());
    }

    /// The call of one record, which has not begun.
    ///
    /// @param request with the inputs of one record, which belong to the call from now on
    /// @param lane of the calling thread, if it is that of one
    /// @throws ProblemException `pipeline-step-failed` if the record does not tell its variant,
    ///   `parameter-invalid` if it names one that there is not; the inputs are the caller's then
    RecordExecution call(
            PredictionRequest request, RecordCallback outcome, @Nullable InlineExecutor lane) {
        if (plan.arms().split().isEmpty()) {
            return new RecordExecution(plan, plan, NO_REMARK, surroundings, request, outcome, lane);
        }
        TrafficSplitter split = plan.arms().split().get();
        TrafficSplitter.Variant met =
                variant == null ? split.choose(request.inputs()) : split.named(variant);
        surroundings.listener().divided(plan.description().name(), met.name(), request.id());
        return new RecordExecution(
                met.plan(), plan, "variant:" + met.name(), surroundings, request, outcome, lane);
    }
}
