package dev.berth.remote;

import dev.berth.client.group.Servers;
import dev.berth.client.wire.ClientTls;
import dev.berth.core.system.RemoteServers;
import dev.berth.core.system.RemoteTls;

/// What `berth.yaml` says of a remote, as the client has it.
final class RemoteGroups {
    private RemoteGroups() {}

    static Servers servers(RemoteServers declared) {
        return switch (declared) {
            case RemoteServers.Listed(var addresses) ->
                    Servers.of(addresses.toArray(String[]::new));
            case RemoteServers.Dns(var name, int port) -> Servers.dns(name, port);
            case RemoteServers.Kubernetes(var namespace, var service, var port) -> {
                Servers.Kubernetes pods = Servers.kubernetes(namespace, service);
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
