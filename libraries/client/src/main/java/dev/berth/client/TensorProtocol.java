package dev.berth.client;

/// How tensors are sent.
public enum TensorProtocol {
    /// `ModelInfer` of the Open Inference Protocol with raw contents.
    GRPC,
    /// `/v2/models/…/infer` with the data as bytes behind the JSON.
    HTTP
}
