package dev.berth.deploy.kubernetes;

import java.util.Optional;

/// A Gateway of the cluster that routes to the system.
///
/// @param namespace of the Gateway; empty for that of the system
/// @param hostname of the HTTPRoute; the GRPCRoute has `grpc.` before it, since two kinds of routes
///   of one listener may not share a name
public record Gateway(String name, Optional<String> namespace, String hostname) {}
