package dev.berth.catalog.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.RemoteName;
import dev.berth.core.system.RemoteCluster;
import dev.berth.core.system.RemoteServers;
import dev.berth.core.system.RemoteTls;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Other servers in `berth.yaml`.
final class RemotesReaderTest {
    @TempDir private Path directory;

    private SystemOnDisk system;

    @BeforeEach
    void write() {
        system = new SystemOnDisk(directory).with("sum", "1", SystemOnDisk.PACKAGE);
    }

    private CatalogSnapshot read(String remotes) {
        system.write("berth.yaml", "name: test\nremotes:\n" + remotes);
        return system.catalog().read();
    }

    @Test
    void remotes_ofEveryKind_areReadAsWritten() {
        CatalogSnapshot snapshot =
                read(
                        """
                          listed: {servers: ["a:1", "[::1]:2"], key-from: KEY}
                          named: {dns: "models.example.org:8080", tls: true}
                          pods: {kubernetes: {namespace: shop, service: berth-models, port: http}}
                          strict:
                            dns: models.example.org:8443
                            tls: true
                            ca-file: tls/ca.pem
                            cert-file: tls/me.pem
                            key-file: /run/secrets/me.key
                        """);
        assertThat(snapshot.errors()).isEmpty();
        assertThat(snapshot.system().remotes())
                .containsExactly(
                        new RemoteCluster(
                                new RemoteName("listed"),
                                new RemoteServers.Listed(List.of("a:1", "[::1]:2")),
                                Optional.empty(),
                                Optional.of("KEY")),
                        new RemoteCluster(
                                new RemoteName("named"),
                                new RemoteServers.Dns("models.example.org", 8080),
                                Optional.of(new RemoteTls(Optional.empty(), Optional.empty())),
                                Optional.empty()),
                        new RemoteCluster(
                                new RemoteName("pods"),
                                new RemoteServers.Kubernetes(
                                        "shop", "berth-models", Optional.of("http")),
                                Optional.empty(),
                                Optional.empty()),
                        new RemoteCluster(
                                new RemoteName("strict"),
                                new RemoteServers.Dns("models.example.org", 8443),
                                Optional.of(
                                        new RemoteTls(
                                                Optional.of(directory.resolve("tls/ca.pem")),
                                                Optional.of(
                                                        new RemoteTls.Identity(
                                                                directory.resolve("tls/me.pem"),
                                                                Path.of("/run/secrets/me.key"))))),
                                Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{tls: true} | no servers | one of servers, dns and kubernetes",
                "{servers: ['a:1'], dns: 'b:1'} | servers and dns | one of servers, dns and kubernetes",
                "{servers: ['a:99999']} | port 99999 | 1 to 65535",
                "{dns: 'a:0'} | port 0 | 1 to 65535",
                "{dns: a} | a | a name and a port",
                "{kubernetes: {namespace: shop}} | service | ",
                "{kubernetes: {namespace: shop, service: Berth}} | Berth | the Service",
                "{dns: 'a:1', ca-file: ca.pem} | ca-file without TLS | `tls: true` beside it",
                "{dns: 'a:1', tls: true, key-file: k} | a key without its certificate | together",
                "{dns: 'a:1', tls: true, cert-file: c} | a certificate alone | together"
            })
    void remote_thatCannotBe_isOneErrorAndNotRead(String remote, String found, String expected) {
        CatalogSnapshot snapshot = read("  it: " + remote + "\n");
        assertThat(snapshot.errors()).hasSize(1);
        ValidationError error = snapshot.errors().getFirst();
        assertThat(error.toString()).contains(found);
        assertThat(error.expected()).contains(expected == null ? "" : expected);
        assertThat(error.location().line()).isEqualTo(3);
        assertThat(snapshot.system().remotes()).isEmpty();
    }
}
