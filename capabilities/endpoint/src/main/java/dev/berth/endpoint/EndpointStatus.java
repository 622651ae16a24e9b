package dev.berth.endpoint;

import dev.berth.core.endpoint.ServiceLevel;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.ValidationError;
import java.util.List;
import java.util.Optional;

/// Status of an endpoint.
///
/// @param name the name of its file, which for a broken one need not be valid
/// @param version of what answers; empty if nothing does
/// @param signature of what answers
/// @param serviceLevel what it promises, if it does
/// @param errors why its file is not what answers; none if it is
public record EndpointStatus(
        String name,
        Optional<String> version,
        Optional<Signature> signature,
        String summary,
        Optional<ServiceLevel> serviceLevel,
        List<ValidationError> errors) {

    public EndpointStatus {
        errors = List.copyOf(errors);
    }

    public boolean isReady() {
        return version.isPresent();
    }
}
