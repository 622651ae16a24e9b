package dev.berth.protocol.openapi;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.signature.Signature;
import java.util.List;

/// A model as the OpenAPI document shows it.
///
/// @param versions those that can be called; the signature is the latest one's
/// @param summary what the model does, in a sentence; may be empty
public record OpenApiModel(
        ModelName name, List<ModelVersion> versions, Signature signature, String summary) {
    public OpenApiModel {
        versions = List.copyOf(versions);
    }
}
