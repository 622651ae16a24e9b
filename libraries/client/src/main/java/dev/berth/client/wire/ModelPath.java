package dev.berth.client.wire;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.endpoint.EndpointName;
import java.util.Optional;

/// What is asked: an endpoint or a model, perhaps in one version.
public sealed interface ModelPath {
    /// Where the typed API has it.
    String typed();

    /// The name in the Open Inference Protocol, where endpoints and models share one space.
    ModelName name();

    Optional<ModelVersion> version();

    /// What meters and messages call it.
    String label();

    /// Where the Open Inference Protocol has it.
    default String tensors() {
        return "/v2/models/"
                + name()
                + version().map(one -> "/versions/" + one).orElse("")
                + "/infer";
    }

    /// An endpoint.
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

    /// A model.
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
