package dev.berth.endpoint.execution;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.endpoint.precomputed.PrecomputedAnswers;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.serving.ModelServer;
import dev.berth.serving.request.Lease;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Dependencies shared by all executions of an endpoint.
///
/// @param remotes for steps that call other servers
/// @param outdated called with a plan what whose steps call has other signatures by now
/// @param shadows takes records to be compared
/// @param precomputed answers; empty if every record is computed
/// @param nanoClock the scale of the deadlines of requests
public record EndpointContext(
        ModelServer serving,
        Nested nested,
        Remotes remotes,
        EndpointListener listener,
        Outdated outdated,
        ShadowSink shadows,
        Optional<PrecomputedAnswers> precomputed,
        LongSupplier nanoClock) {

    long nanoTime() {
        return nanoClock.getAsLong();
    }

    /// The same without a listener.
    EndpointContext withoutListener() {
        return new EndpointContext(
                serving,
                nested,
                remotes,
                new EndpointListener() {},
                outdated,
                shadows,
                precomputed,
                nanoClock);
    }

    /// Receiver of records for shadows.
    public interface ShadowSink {
        void offer(EndpointName endpoint, ShadowRecord record);
    }

    /// Endpoints that steps call.
    public interface Nested {
        /// For a part of a request that was admitted before.
        Lease acquireAdmitted(EndpointName name);
    }

    public interface Outdated {
        void found(CompiledEndpoint plan);
    }
}
