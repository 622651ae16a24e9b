package dev.berth.cli.target;

import dev.berth.catalog.traffic.TrafficWeightStatus;
import dev.berth.core.ProblemException;
import java.util.Map;
import java.util.OptionalInt;

/// Access to the traffic weights of an endpoint, through a system's directory or a server.
public sealed interface TrafficWeightTarget permits LocalTrafficWeights, RemoteTrafficWeights {

    /// Creates the target of a command line: a directory, or the `http` or `https` address of a
    /// server.
    ///
    /// @param credentials for a server
    static TrafficWeightTarget at(String place, Credentials credentials) {
        return PredictionTarget.isAddress(place)
                ? new RemoteTrafficWeights(RemoteTarget.at(place, credentials))
                : new LocalTrafficWeights(PredictionTarget.requireDirectory(place));
    }

    /// The current weights of an endpoint.
    ///
    /// @throws ProblemException `endpoint-not-found`, `traffic-weights-invalid` or
    ///   `state-unavailable`
    TrafficWeightStatus status(String endpoint);

    /// Changes the weights of variants.
    ///
    /// @param actor used unless the target authenticates one
    /// @throws ProblemException as [#status]
    TrafficWeightStatus change(
            String endpoint, Map<String, Double> weights, String actor, String reason);

    /// Restores earlier weights.
    ///
    /// @param to revision of a change; empty for the state before the last
    /// @throws ProblemException as [#status]
    TrafficWeightStatus rollBack(String endpoint, String actor, String reason, OptionalInt to);
}
