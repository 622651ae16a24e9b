package dev.berth.endpoint.precomputed;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.PrecomputedPolicy;
import dev.berth.core.signature.Signature;
import java.util.List;
import java.util.Optional;

/// An endpoint whose answers can be computed ahead, as it is now.
///
/// @param keys names of its key fields
/// @param fingerprint of its file and of all that it calls; answers of another one are not given
/// @param volatility why equal records may have other answers later though nothing of the
///   fingerprint changes, such as features that are read; empty if they have the same
public record PrecomputableEndpoint(
        EndpointName name,
        Signature signature,
        PrecomputedPolicy policy,
        List<String> keys,
        String fingerprint,
        Optional<String> volatility) {
    public PrecomputableEndpoint {
        keys = List.copyOf(keys);
    }
}
