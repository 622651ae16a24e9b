package dev.berth.client.wire;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// TLS settings of a client: trust and identity. A server's certificate must contain the authority
/// of the request.
///
/// @param authorities PEM file with the CA certificates of servers; empty for those of the JDK
/// @param identity client certificate; empty for none
public record ClientTls(Optional<Path> authorities, Optional<Identity> identity) {

    /// Certificate and private key, each a file in PEM.
    public record Identity(Path certificate, Path key) {}

    /// Trusts the CA certificates of the JDK.
    public static ClientTls trustingTheJdk() {
        return new ClientTls(Optional.empty(), Optional.empty());
    }

    public static ClientTls trusting(Path authorities) {
        return new ClientTls(Optional.of(authorities), Optional.empty());
    }

    public ClientTls showing(Path certificate, Path key) {
        return new ClientTls(authorities, Optional.of(new Identity(certificate, key)));
    }

    /// Applies the settings to a client of Vert.x.
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
