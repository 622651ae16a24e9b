package dev.berth.events;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Recorder of one prediction from its admission to its answer, for publishers of events.
///
/// Exactly one of [#succeeded], [#failed] and [#discard] is called, once. None of the methods
/// throws: an event that cannot be made must not cost the answer. Thread-safe.
public final class PredictionRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(PredictionRecorder.class);

    private final PredictionEvents events;
    private final long interested;
    private final Admission admission;
    private final long startNanos = System.nanoTime();
    private final int records;
    private final @Nullable NamedTensors inputs;
    private final List<UsedFeature> features = new ArrayList<>(0);
    private Optional<String> variant = Optional.empty();

    /// Facts known when a prediction is admitted.
    record Admission(
            UUID id,
            Instant time,
            PredictionTarget.Kind kind,
            ModelReference reference,
            Signature signature,
            String requestId,
            String consumer) {}

    PredictionRecorder(
            PredictionEvents events,
            long interested,
            boolean wantsPayload,
            Admission admission,
            @Nullable NamedTensors sent) {
        this.events = events;
        this.interested = interested;
        this.admission = admission;
        this.records = records(admission.signature(), sent);
        this.inputs = wantsPayload && sent != null ? PredictionPayload.hold(sent) : null;
    }

    private static int records(Signature signature, @Nullable NamedTensors inputs) {
        if (inputs == null) {
            return 0;
        }
        return signature.isBatched() && inputs.count() > 0 ? inputs.tensor(0).rows() : 1;
    }

    /// Whether [#used] has an effect.
    public boolean recordsFeatures() {
        return inputs != null;
    }

    /// Notes the variant of an endpoint that the record meets.
    public synchronized void variant(String name) {
        variant = Optional.of(name);
    }

    /// Notes features that were read.
    public synchronized void used(List<UsedFeature> read) {
        if (recordsFeatures()) {
            features.addAll(read);
        }
    }

    /// Publishes the answer.
    ///
    /// @param outputs stay the caller's
    public void succeeded(
            NamedTensors outputs, List<String> annotations, List<PredictionStage> stages) {
        publish(outputs, annotations, null, stages);
    }

    /// Publishes that there is no answer.
    public void failed(Problem problem, List<String> annotations, List<PredictionStage> stages) {
        publish(null, annotations, problem, stages);
    }

    /// Gives up the event: nothing was admitted.
    public void discard() {
        if (inputs != null) {
            inputs.close();
        }
    }

    private void publish(
            @Nullable NamedTensors outputs,
            List<String> annotations,
            @Nullable Problem problem,
            List<PredictionStage> stages) {
        Optional<PredictionPayload> payload = Optional.empty();
        try {
            payload = payload(outputs);
            events.publish(event(payload, annotations, problem, stages), interested);
        } catch (RuntimeException e) {
            LOG.error("the event of prediction {} is lost", admission.id(), e);
            if (payload.isEmpty()) {
                discard();
            }
        } finally {
            payload.ifPresent(PredictionPayload::release);
        }
    }

    private Optional<PredictionPayload> payload(@Nullable NamedTensors outputs) {
        return inputs == null
                ? Optional.empty()
                : Optional.of(
                        new PredictionPayload(
                                admission.signature(),
                                inputs,
                                outputs == null ? null : PredictionPayload.hold(outputs)));
    }

    private synchronized PredictionEvent event(
            Optional<PredictionPayload> payload,
            List<String> annotations,
            @Nullable Problem problem,
            List<PredictionStage> stages) {
        return new PredictionEvent(
                admission.id(),
                admission.time(),
                admission.requestId(),
                admission.consumer(),
                new PredictionTarget(admission.kind(), admission.reference(), variant),
                records,
                payload,
                features,
                annotations,
                Optional.ofNullable(problem),
                Duration.ofNanos(System.nanoTime() - startNanos),
                stages);
    }
}
