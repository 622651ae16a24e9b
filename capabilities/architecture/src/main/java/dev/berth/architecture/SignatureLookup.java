package dev.berth.architecture;

import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import java.util.Optional;

/// What is known of what a graph calls. A picture is made without, too; it then shows less.
public interface SignatureLookup {

    /// What a callee takes and gives; empty if that cannot be determined.
    Optional<Signature> signature(Callee callee);

    /// Who answers for a callee; empty if none is named.
    default Optional<String> owner(Callee callee) {
        return Optional.empty();
    }

    /// The description of an endpoint that is shown with what it consists of; empty if it is not.
    Optional<EndpointDescription> expanded(EndpointName endpoint);
}
