package dev.berth.core.endpoint;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;

/// The name of an endpoint, of the same form as a model's and beside these: over the Open Inference
/// Protocol an endpoint is called as a model is.
public record EndpointName(String value) implements Comparable<EndpointName> {

    /// @throws ProblemException `name-invalid` if it is not of the form
    public EndpointName {
        var _ = new ModelName(value);
    }

    /// What the endpoint is called where models are.
    public ModelName asModel() {
        return new ModelName(value);
    }

    @Override
    public int compareTo(EndpointName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
