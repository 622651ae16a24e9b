package dev.berth.endpoint.execution;

import dev.berth.core.ProblemException;
import dev.berth.events.PredictionEvents;
import dev.berth.events.PredictionRecorder;
import dev.berth.events.PredictionTarget;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.PredictionRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Creates the executions of one request's records: of its endpoint, or of the variant selected for
/// each record.
///
/// @param variant that the caller names; null if it names none
/// @param events where each record is published; null if there is no listener, and for calls that
///   are part of another prediction
public record RecordExecutionFactory(
        CompiledEndpoint plan,
        @Nullable String variant,
        EndpointContext context,
        @Nullable PredictionEvents events) {
    private static final String NO_ANNOTATION = "";

    /// The same for background requests, without a listener.
    RecordExecutionFactory withoutListener() {
        return new RecordExecutionFactory(plan, variant, context.withoutListener(), null);
    }

    /// The call of one record, which has not begun.
    ///
    /// @param request with the inputs of one record, which belong to the call from now on
    /// @param inline of the calling thread, if it is that of one
    /// @throws ProblemException `pipeline-step-failed` if the record's variant cannot be
    ///   determined, `parameter-invalid` if it names one that there is not; the inputs are the
    ///   caller's then
    RecordExecution call(
            PredictionRequest request, RecordCallback outcome, @Nullable InlineExecutor inline) {
        PredictionRecorder recorder = events == null ? null : begin(events, request);
        if (plan.alternatives().split().isEmpty()) {
            return new RecordExecution(
                    plan, plan, NO_ANNOTATION, context, request, outcome, inline, recorder);
        }
        TrafficSplitter.Variant met = choose(plan.alternatives().split().get(), request, recorder);
        context.listener().onVariantSelected(plan.description().name(), met.name(), request.id());
        return new RecordExecution(
                met.plan(),
                plan,
                "variant:" + met.name(),
                context,
                request,
                outcome,
                inline,
                recorder);
    }

    private @Nullable PredictionRecorder begin(PredictionEvents to, PredictionRequest request) {
        return to.begin(
                PredictionTarget.Kind.ENDPOINT,
                plan.reference(),
                plan.signature(),
                request.id(),
                request.trace().consumer(),
                request.inputs());
    }

    private TrafficSplitter.Variant choose(
            TrafficSplitter split,
            PredictionRequest request,
            @Nullable PredictionRecorder recorder) {
        try {
            TrafficSplitter.Variant met =
                    variant == null ? split.choose(request.inputs()) : split.named(variant);
            if (recorder != null) {
                recorder.variant(met.name());
            }
            return met;
        } catch (ProblemException e) {
            if (recorder != null) {
                recorder.failed(e.problem(), List.of(), List.of());
            }
            throw e;
        }
    }
}
