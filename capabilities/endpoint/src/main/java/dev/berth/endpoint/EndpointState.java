package dev.berth.endpoint;

import dev.berth.core.Problem;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.system.ValidationError;
import dev.berth.endpoint.execution.CompiledEndpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// State of an endpoint's file.
///
/// @param plan what answers; null if nothing does
/// @param description of the file as it is now; null if it cannot be read
/// @param errors of the file as it is now
/// @param weightsUnknown why the weights of the traffic split are not known; null if they are
record EndpointState(
        String name,
        @Nullable CompiledEndpoint plan,
        @Nullable EndpointDescription description,
        List<ValidationError> errors,
        @Nullable Problem weightsUnknown) {
    EndpointState {
        errors = List.copyOf(errors);
    }

    EndpointState(
            String name,
            @Nullable CompiledEndpoint plan,
            @Nullable EndpointDescription description,
            List<ValidationError> errors) {
        this(name, plan, description, errors, null);
    }

    /// Whether records of it are answered.
    boolean isReady() {
        return plan != null && weightsUnknown == null;
    }

    /// Whether it may be mended by nothing but another server's answer.
    boolean waitsForRemote() {
        return !errors.isEmpty()
                && description != null
                && description.graph().steps().stream()
                        .flatMap(step -> step.pattern().callees().stream())
                        .anyMatch(Callee.Remote.class::isInstance);
    }

    /// The same with a plan that differs in its weights.
    EndpointState with(CompiledEndpoint weighted) {
        return new EndpointState(name, weighted, description, errors);
    }

    /// The same, which does not answer until its weights are known.
    EndpointState withoutWeights(Problem why) {
        return new EndpointState(name, plan, description, errors, why);
    }
}
