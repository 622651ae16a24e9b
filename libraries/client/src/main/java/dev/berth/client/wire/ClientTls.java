package dev.berth.client.wire;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How servers are known over TLS, and what they are shown. A server's certificate has to have the
/// name that the server is asked under.
///
/// @param authorities a file in PEM with what signed the servers' certificates; empty for the
///   authorities that the JDK knows
/// @param identity what this client shows; empty to show nothing
public record ClientTls(Optional<Path> authorities, Optional<Identity> identity) {

    /// A certificate and its key, each a file in PEM.
    public record Identity(Path certificate, Path key) {}

    /// Servers that the JDK's authorities vouch for.
    public static ClientTls trustingTheJdk() {
        return new ClientTls(Optional.empty(), Optional.empty());
    }

    public static ClientTls trusting(Path authorities) {
        return new ClientTls(Optional.of(authorities), Optional.empty());
    }

    public ClientTls showing(Path certificate, Path key) {
        return new ClientTls(authorities, Optional.of(new Identity(certificate, key)));
    }

    /// Sets what a client of Vert.x needs.
    ///
    /// @throws ProblemException `usage` if a file cannot be read
    void applyTo(HttpClientOptions options) {
        options.setSsl(true).setUseAlpn(true);
        authorities.ifPresent(
                file -> options.setTrustOptions(new PemTrustOptions().addCertPath(readable(file))));
        identity.ifPresent(
                shown ->
                        options.setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertPath(readable(shown.certificate()))
                                        .addKeyPath(readable(shown.key()))));
    }

    private static String readable(Path file) {
        if (!Files.isReadable(file)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + file + "' cannot be read (expected: a file in PEM)",
                    "name a file that is there and that this process may read");
        }
        return file.toString();
    }
}
