package dev.berth.protocol.oip;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.signature.Signature;
import java.util.List;

/// Metadata of a model for its callers.
///
/// @param versions those that can be called, in their order
/// @param platform the engine and format, such as `onnxruntime_onnx`
public record ModelMetadata(
        ModelName name, List<ModelVersion> versions, String platform, Signature signature) {
    public ModelMetadata {
        versions = List.copyOf(versions);
    }
}
