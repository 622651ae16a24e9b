package dev.berth.client;

/// Protocol of tensors.
public enum TensorProtocol {
    /// `ModelInfer` of the Open Inference Protocol with raw contents.
    GRPC,
    /// `/v2/models/…/infer` with the data as bytes behind the JSON.
    HTTP
}
