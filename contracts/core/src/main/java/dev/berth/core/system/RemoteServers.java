package dev.berth.core.system;

import java.util.List;
import java.util.Optional;

/// Discovery of a remote's servers.
public sealed interface RemoteServers {
    /// The servers that are named.
    ///
    /// @param addresses `host:port` each, at least one
    record Listed(List<String> addresses) implements RemoteServers {
        public Listed {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("no servers (expected: at least one)");
            }
        }
    }

    /// Every address of a DNS name, resolved repeatedly.
    record Dns(String name, int port) implements RemoteServers {}

    /// The ready pods behind a Service of the cluster that this process runs in.
    ///
    /// @param port the name of one of the Service's ports; empty for the first
    record Kubernetes(String namespace, String service, Optional<String> port)
            implements RemoteServers {}
}
