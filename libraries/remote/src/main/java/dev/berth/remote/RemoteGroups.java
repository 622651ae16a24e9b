package dev.berth.remote;

import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.ClientTls;
import dev.berth.core.system.RemoteServers;
import dev.berth.core.system.RemoteTls;

/// Mapping from the remotes of `berth.yaml` to client options.
final class RemoteGroups {
    private RemoteGroups() {}

    static ServerDiscovery servers(RemoteServers declared) {
        return switch (declared) {
            case RemoteServers.Listed(var addresses) ->
                    ServerDiscovery.of(addresses.toArray(String[]::new));
            case RemoteServers.Dns(var name, int port) -> ServerDiscovery.dns(name, port);
            case RemoteServers.Kubernetes(var namespace, var service, var port) -> {
                ServerDiscovery.Kubernetes pods = ServerDiscovery.kubernetes(namespace, service);
                yield port.map(pods::withPort).orElse(pods);
            }
        };
    }

    static ClientTls tls(RemoteTls declared) {
        ClientTls tls =
                declared.authorities().map(ClientTls::trusting).orElse(ClientTls.trustingTheJdk());
        return declared.identity()
                .map(shown -> tls.showing(shown.certificate(), shown.key()))
                .orElse(tls);
    }
}
