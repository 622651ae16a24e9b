package dev.berth.client.wire;

/// HTTP version of requests. gRPC always uses HTTP/2.
public enum HttpForm {
    HTTP_1_1,
    /// By prior knowledge without TLS, as Berth supports it.
    HTTP_2
}
