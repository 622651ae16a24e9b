package dev.berth.endpoint;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.serving.Lease;
import dev.berth.serving.ModelServer;

/// What all runs share.
///
/// @param remotes for steps that call other servers
/// @param outdated called with a plan what whose steps call has other signatures by now
/// @param shadows takes records to be compared
record EndpointContext(
        ModelServer serving,
        Nested nested,
        Remotes remotes,
        EndpointListener listener,
        Outdated outdated,
        ShadowDesk shadows) {

    /// The same without a listener.
    EndpointContext withoutListener() {
        return new EndpointContext(
                serving, nested, remotes, new EndpointListener() {}, outdated, shadows);
    }

    /// Takes records that shadows are to be given.
    interface ShadowDesk {
        void offer(EndpointName endpoint, ShadowRecord record);
    }

    /// Endpoints that steps call.
    interface Nested {
        /// For a part of a request that was admitted before.
        Lease acquireAdmitted(EndpointName name);
    }

    interface Outdated {
        void found(CompiledEndpoint plan);
    }
}
