package dev.berth.protocol.openapi;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.signature.Signature;
import java.util.List;

/// A model, or an endpoint, as the OpenAPI document shows it.
///
/// @param kind what it is, which its path begins with
/// @param versions those that can be called; the signature is the latest one's
/// @param summary what the model does, in a sentence; may be empty
public record OpenApiModel(
        Kind kind,
        ModelName name,
        List<ModelVersion> versions,
        Signature signature,
        String summary) {

    /// Kind of a callee.
    public enum Kind {
        MODEL("/v1/models/"),
        ENDPOINT("/v1/endpoints/");

        private final String path;

        Kind(String path) {
            this.path = path;
        }
    }

    /// Its path without a verb.
    String path() {
        return kind.path + name;
    }

    public OpenApiModel {
        versions = List.copyOf(versions);
    }
}
