package dev.berth.client.wire;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.endpoint.EndpointName;
import java.util.Optional;

/// Target of a call: an endpoint or a model, optionally in one version.
public sealed interface ModelPath {
    /// The path in the typed API.
    String typed();

    /// The name in the Open Inference Protocol, where endpoints and models share a namespace.
    ModelName name();

    Optional<ModelVersion> version();

    /// The label in metrics and messages.
    String label();

    /// The path in the Open Inference Protocol.
    default String tensors() {
        return "/v2/models/"
                + name()
                + version().map(one -> "/versions/" + one).orElse("")
                + "/infer";
    }

    /// Endpoint.
    record OfEndpoint(EndpointName endpoint) implements ModelPath {
        @Override
        public String typed() {
            return "/v1/endpoints/" + endpoint + ":predict";
        }

        @Override
        public ModelName name() {
            return endpoint.asModel();
        }

        @Override
        public Optional<ModelVersion> version() {
            return Optional.empty();
        }

        @Override
        public String label() {
            return endpoint.value();
        }
    }

    /// Model.
    ///
    /// @param version empty for the latest
    record OfModel(ModelName name, Optional<ModelVersion> version) implements ModelPath {
        @Override
        public String typed() {
            return "/v1/models/"
                    + name
                    + version.map(one -> "/versions/" + one).orElse("")
                    + ":predict";
        }

        @Override
        public String label() {
            return name.value();
        }
    }
}
