package dev.berth.server.inference;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.serving.request.Lease;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A request that needs a lease before it can be parsed. Lives on one event loop.
public interface LeaseRequester {
    /// The header, or key of gRPC's metadata, in which a caller may name the variant of an
    /// endpoint.
    String VARIANT = "berth-variant";

    /// The call that it is part of, as far as is known before it is read.
    RequestContext context();

    /// The variant that the caller names; null if it names none. Used only by endpoints.
    @Nullable String variant();

    /// When the caller stops waiting, on the scale of [System#nanoTime()]; empty for the model's
    /// own limit. Called only if the model must be loaded first.
    OptionalLong deadlineNanos();

    /// Continues with the lease, which is the request's to submit or close, exceptions included.
    void leased(Lease lease);

    /// The request is shed: the model is overloaded.
    void refused(ModelReference model, Problem problem);

    /// There is no lease, or the continuation has failed.
    void failed(Throwable failure);

    /// Whether the caller went away while the model was loaded.
    boolean isGivenUp();
}
