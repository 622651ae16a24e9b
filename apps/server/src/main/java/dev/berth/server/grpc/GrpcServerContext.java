package dev.berth.server.grpc;

import dev.berth.server.auth.Access;
import dev.berth.server.feature.OfferedFeatures;
import dev.berth.server.inference.InFlightRequests;
import dev.berth.server.inference.Predictions;
import dev.berth.server.telemetry.RequestTelemetry;
import java.util.Optional;

/// Dependencies shared by the gRPC handlers of all event loops.
///
/// @param version of this server
/// @param messageBytesMax the longest message that is taken
/// @param features empty if none are offered
public record GrpcServerContext(
        Predictions predictions,
        RequestTelemetry observers,
        InFlightRequests traffic,
        Access access,
        String version,
        int messageBytesMax,
        Optional<OfferedFeatures> features) {

    /// Whether the server is ready: it is not stopping, and none of its features is known to be
    /// lost.
    boolean isServerReady() {
        return predictions.serving().isReady()
                && !traffic.isRetiring()
                && features.flatMap(OfferedFeatures::damage).isEmpty();
    }
}
