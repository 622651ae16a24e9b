package dev.berth.runtime.onnx;

import dev.berth.core.signature.TensorSpec;
import java.util.List;
import java.util.Map;

/// Inputs, outputs and metadata of a model file.
///
/// @param optional inputs that have a value in the file, which a run may replace
/// @param metadata what its author wrote into it
/// @param weightBytes of its file and the weight files beside it
record ModelFileInfo(
        List<TensorSpec> inputs,
        List<TensorSpec> optional,
        List<OutputBinding> outputs,
        Map<String, String> metadata,
        long weightBytes) {

    ModelFileInfo {
        inputs = List.copyOf(inputs);
        optional = List.copyOf(optional);
        outputs = List.copyOf(outputs);
        metadata = Map.copyOf(metadata);
    }
}
