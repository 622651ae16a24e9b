package dev.berth.server.http;

import dev.berth.server.ServerLimits;
import dev.berth.server.access.Access;
import dev.berth.server.observe.Observers;
import dev.berth.server.predict.Predictions;
import dev.berth.server.predict.Traffic;

/// What the fronts of all event loops share.
///
/// @param version of this server
public record HttpSurroundings(
        Predictions predictions,
        Observers observers,
        Traffic traffic,
        Access access,
        ServerLimits limits,
        Assets assets,
        String version) {}
