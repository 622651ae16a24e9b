package dev.berth.client.wire;

/// The version of HTTP that requests are sent in. gRPC is HTTP/2 in any case.
public enum HttpForm {
    HTTP_1_1,
    /// Without TLS by prior knowledge, as Berth speaks it.
    HTTP_2
}
