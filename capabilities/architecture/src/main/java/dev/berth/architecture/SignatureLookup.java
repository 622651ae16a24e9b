package dev.berth.architecture;

import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import java.util.Optional;

/// Signatures of a graph's callees, as far as they are known. A diagram without them shows less.
public interface SignatureLookup {

    /// What a callee takes and gives; empty if that cannot be determined.
    Optional<Signature> signature(Callee callee);

    /// The owner of a callee; empty if none is named.
    default Optional<String> owner(Callee callee) {
        return Optional.empty();
    }

    /// The description of an endpoint that is shown with what it consists of; empty if it is not.
    Optional<EndpointDescription> expanded(EndpointName endpoint);
}
