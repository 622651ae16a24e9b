package dev.berth.events;

import dev.berth.core.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The outcome of one request that a model executes, or of one record of an endpoint.
///
/// It has the outcome within serving. The caller's may differ: none, if it was gone by then, or the
/// problem of another part of the same request.
///
/// @param id of the prediction, a UUID of version 7 made at its admission
/// @param time of its admission
/// @param requestId what the caller or the server calls the request, of which this may be a part
/// @param consumer the name of the declared consumer that called; empty for an anonymous caller
/// @param records rows of the request; 1 for an endpoint, 0 for a request that was rejected before
///   it was read
/// @param payload inputs, and outputs if there is no problem; present if the listener's [Interest]
///   includes it and the request was parsed
/// @param features that the endpoint's own steps read; empty without interest in the payload
/// @param annotations of how the answer came about, such as `guard:too-long`, `variant:b`,
///   `fallback:kept`
/// @param problem why there are no outputs
/// @param duration from admission to the answer
public record PredictionEvent(
        UUID id,
        Instant time,
        String requestId,
        String consumer,
        PredictionTarget target,
        int records,
        Optional<PredictionPayload> payload,
        List<UsedFeature> features,
        List<String> annotations,
        Optional<Problem> problem,
        Duration duration,
        List<PredictionStage> stages) {
    public PredictionEvent {
        features = List.copyOf(features);
        annotations = List.copyOf(annotations);
        stages = List.copyOf(stages);
    }

    /// The same for a listener without interest in the payload.
    PredictionEvent withoutPayload() {
        return payload.isEmpty()
                ? this
                : new PredictionEvent(
                        id,
                        time,
                        requestId,
                        consumer,
                        target,
                        records,
                        Optional.empty(),
                        List.of(),
                        annotations,
                        problem,
                        duration,
                        stages);
    }

    long byteCount() {
        return payload.map(PredictionPayload::byteCount).orElse(0L);
    }

    void retain() {
        payload.ifPresent(PredictionPayload::retain);
    }

    void release() {
        payload.ifPresent(PredictionPayload::release);
    }
}
