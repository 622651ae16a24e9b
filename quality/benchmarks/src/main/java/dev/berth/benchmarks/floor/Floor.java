package dev.berth.benchmarks.floor;

/// The form in which a floor takes requests.
public enum Floor {
    /// All of the request is JSON.
    JSON,
    /// A little JSON with the floats as bytes behind it.
    BINARY,
    /// gRPC's `ModelInfer` with raw contents.
    GRPC,
    /// As `JSON`, and a document of some length for whatever is got.
    SITE
}
