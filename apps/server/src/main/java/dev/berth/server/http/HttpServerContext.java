package dev.berth.server.http;

import dev.berth.server.ServerLimits;
import dev.berth.server.auth.Access;
import dev.berth.server.contribution.Contributions;
import dev.berth.server.feature.OfferedFeatures;
import dev.berth.server.inference.InFlightRequests;
import dev.berth.server.inference.Predictions;
import dev.berth.server.telemetry.RequestTelemetry;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Dependencies shared by the HTTP handlers of all event loops.
///
/// @param version of this server
/// @param features empty if none are offered
/// @param contributions of capabilities, with the pages of the server
/// @param nanoClock by which slow clients are overdue, on the scale of [System#nanoTime()]
public record HttpServerContext(
        Predictions predictions,
        RequestTelemetry observers,
        InFlightRequests traffic,
        Access access,
        ServerLimits limits,
        String version,
        Optional<OfferedFeatures> features,
        Contributions contributions,
        LongSupplier nanoClock) {}
