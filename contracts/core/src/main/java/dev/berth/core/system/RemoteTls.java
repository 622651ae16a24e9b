package dev.berth.core.system;

import java.nio.file.Path;
import java.util.Optional;

/// TLS settings of a remote: its authorities and the client certificate.
///
/// @param authorities a file in PEM with what signed their certificates; empty for those that the
///   JDK knows
/// @param identity what this process shows; empty for nothing
public record RemoteTls(Optional<Path> authorities, Optional<Identity> identity) {
    /// A certificate and its key, each a file in PEM.
    public record Identity(Path certificate, Path key) {}
}
