package dev.berth.cli;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.ServerOptions;
import dev.berth.server.tls.TlsOptions;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The files of `berth up`'s TLS.
final class TlsFileOptions implements UpOptions {
    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description =
                    "Speak TLS with this certificate and those that lead to its authority, in PEM. "
                            + "Files may be replaced while the server runs.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The private key of --tls-certificate, in PEM.")
    private @Nullable Path key;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description =
                    "Take certificates of these authorities, in PEM, as callers' credentials.")
    private @Nullable Path clientAuthorities;

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        if (certificate != null && key != null) {
            return options.withTls(
                    new TlsOptions(certificate, key, Optional.ofNullable(clientAuthorities)));
        }
        if (certificate != null || key != null || clientAuthorities != null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "only some of the files of TLS (expected: --tls-certificate and --tls-key)",
                    "name the server's certificate and its key");
        }
        return options;
    }
}
