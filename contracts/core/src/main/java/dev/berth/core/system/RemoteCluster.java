package dev.berth.core.system;

import dev.berth.core.RemoteName;
import java.util.Optional;

/// Other servers that steps of endpoints may call: of Berth, or of the Open Inference Protocol. All
/// have the same models.
///
/// @param servers where they are
/// @param tls how they are spoken to under TLS; empty for in the clear
/// @param keyVariable the environment variable with the key that is shown to them
public record RemoteCluster(
        RemoteName name,
        RemoteServers servers,
        Optional<RemoteTls> tls,
        Optional<String> keyVariable) {}
