package dev.berth.cli.target;

import dev.berth.catalog.traffic.TrafficWeightStatus;
import dev.berth.core.ProblemException;
import java.util.Map;
import java.util.OptionalInt;

/// Where the weights of an endpoint's variants are seen and changed: in a system's directory, whose
/// servers follow, or by a server.
public sealed interface TrafficWeightTarget permits LocalTrafficWeights, RemoteTrafficWeights {

    /// What a command line names: a directory, or the `http` or `https` address of a server.
    ///
    /// @param credentials for a server
    static TrafficWeightTarget at(String place, Credentials credentials) {
        return PredictionTarget.isAddress(place)
                ? new RemoteTrafficWeights(RemoteTarget.at(place, credentials))
                : new LocalTrafficWeights(PredictionTarget.requireDirectory(place));
    }

    /// How the records of an endpoint are divided.
    ///
    /// @throws ProblemException `endpoint-not-found`, `traffic-weights-invalid` or
    ///   `state-unavailable`
    TrafficWeightStatus status(String endpoint);

    /// Gives variants other weights.
    ///
    /// @param actor as far as the place does not know by itself
    /// @throws ProblemException as [#status]
    TrafficWeightStatus change(
            String endpoint, Map<String, Double> weights, String actor, String reason);

    /// Puts earlier weights in force again.
    ///
    /// @param to the number of a change; empty for what was before the last
    /// @throws ProblemException as [#status]
    TrafficWeightStatus rollBack(String endpoint, String actor, String reason, OptionalInt to);
}
