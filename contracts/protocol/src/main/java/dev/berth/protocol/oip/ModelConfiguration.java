package dev.berth.protocol.oip;

import dev.berth.core.ModelName;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;

/// A model's configuration as far as Triton's clients read it.
///
/// @param backend the engine, such as `onnxruntime`
/// @param batchSizeMax rows of a batch at most, if the tensors' shapes stand without the batch
///   dimension; 0 if they stand whole
/// @param batchDelayMicros how long a request may wait for others
/// @param latestVersions how many versions are served
public record ModelConfiguration(
        ModelName name,
        String platform,
        String backend,
        int batchSizeMax,
        long batchDelayMicros,
        int latestVersions,
        Signature signature) {

    /// The element type as the configuration writes it: `TYPE_FP32`, `TYPE_STRING`.
    public static String dataType(ElementType type) {
        return type.isVariable() ? "TYPE_STRING" : "TYPE_" + type.datatype();
    }
}
