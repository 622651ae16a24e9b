package dev.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.ClientTls;
import dev.berth.core.system.RemoteServers;
import dev.berth.core.system.RemoteTls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests of the client options of remotes.
final class RemoteGroupsTest {
    @Test
    void servers_ofEachKind_areTheClients() {
        assertThat(RemoteGroups.servers(new RemoteServers.Listed(List.of("a:1", "b:2"))))
                .isEqualTo(ServerDiscovery.of("a:1", "b:2"));
        assertThat(RemoteGroups.servers(new RemoteServers.Dns("models.example.org", 8080)))
                .isEqualTo(ServerDiscovery.dns("models.example.org", 8080));
        assertThat(
                        RemoteGroups.servers(
                                new RemoteServers.Kubernetes("shop", "models", Optional.empty())))
                .isEqualTo(ServerDiscovery.kubernetes("shop", "models"));
        assertThat(
                        RemoteGroups.servers(
                                new RemoteServers.Kubernetes(
                                        "shop", "models", Optional.of("http"))))
                .isEqualTo(ServerDiscovery.kubernetes("shop", "models").withPort("http"));
    }

    @Test
    void tls_withAndWithoutFiles_isTheClients() {
        assertThat(RemoteGroups.tls(new RemoteTls(Optional.empty(), Optional.empty())))
                .isEqualTo(ClientTls.trustingTheJdk());
        assertThat(
                        RemoteGroups.tls(
                                new RemoteTls(
                                        Optional.of(Path.of("ca")),
                                        Optional.of(
                                                new RemoteTls.Identity(
                                                        Path.of("c"), Path.of("k"))))))
                .isEqualTo(ClientTls.trusting(Path.of("ca")).showing(Path.of("c"), Path.of("k")));
    }
}
