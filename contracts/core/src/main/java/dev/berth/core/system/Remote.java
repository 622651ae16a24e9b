package dev.berth.core.system;

import dev.berth.core.RemoteName;
import java.util.List;
import java.util.Optional;

/// Other servers that steps of endpoints may call: of Berth, or of the Open Inference Protocol.
///
/// @param servers `host:port` each, at least one; all have the same models
/// @param isTls whether they are spoken to under TLS
/// @param keyVariable the environment variable with the key that is shown to them
public record Remote(
        RemoteName name, List<String> servers, boolean isTls, Optional<String> keyVariable) {
    public Remote {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no servers (expected: at least one)");
        }
    }
}
