package dev.berth.benchmarks.floor;

/// Request format of a baseline server.
public enum Floor {
    /// JSON only.
    JSON,
    /// A little JSON followed by the floats as bytes.
    BINARY,
    /// gRPC's `ModelInfer` with raw contents.
    GRPC,
    /// As `JSON`, and a document of some length for every GET.
    SITE
}
