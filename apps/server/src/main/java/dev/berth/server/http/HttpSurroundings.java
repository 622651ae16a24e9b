package dev.berth.server.http;

import dev.berth.server.ServerLimits;
import dev.berth.server.access.Access;
import dev.berth.server.feature.OfferedFeatures;
import dev.berth.server.observe.Observers;
import dev.berth.server.predict.Predictions;
import dev.berth.server.predict.Traffic;
import java.util.Optional;

/// What the fronts of all event loops share.
///
/// @param version of this server
/// @param features empty if none are offered
public record HttpSurroundings(
        Predictions predictions,
        Observers observers,
        Traffic traffic,
        Access access,
        ServerLimits limits,
        Assets assets,
        String version,
        Optional<OfferedFeatures> features) {}
