package dev.berth.cli.up;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.ServerOptions;
import dev.berth.server.tls.TlsOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/// TLS options of `berth up`.
final class TlsFileOptions implements UpOptions {
    private final OptionSpec certificateFile =
            file(
                    "--tls-cert",
                    "Use TLS with this certificate chain, in PEM. Files may be replaced while the "
                            + "server runs.");

    private final OptionSpec keyFile = file("--tls-key", "The private key of --tls-cert, in PEM.");

    private final OptionSpec authoritiesFile =
            file(
                    "--tls-client-ca",
                    "Accept client certificates of these authorities, in PEM, as credentials.");

    private static OptionSpec file(String name, String description) {
        return OptionSpec.builder(name)
                .paramLabel("FILE")
                .type(Path.class)
                .description(description)
                .build();
    }

    @Override
    public List<OptionSpec> all() {
        return List.of(certificateFile, keyFile, authoritiesFile);
    }

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        @Nullable Path certificate = certificateFile.getValue();
        @Nullable Path key = keyFile.getValue();
        @Nullable Path clientAuthorities = authoritiesFile.getValue();
        if (certificate != null && key != null) {
            return options.withTls(
                    new TlsOptions(certificate, key, Optional.ofNullable(clientAuthorities)));
        }
        if (certificate != null || key != null || clientAuthorities != null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "only some of the files of TLS (expected: --tls-cert and --tls-key)",
                    "name the server's certificate and its key");
        }
        return options;
    }
}
