package dev.berth.cli.console;

import dev.berth.cli.target.Credentials;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options with the credentials for a server.
public final class CredentialOptions {
    private static final String KEY_VARIABLE = "BERTH_KEY";

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "The API key for the server. Default: the variable BERTH_KEY, which no process "
                            + "list shows.")
    private @Nullable String key;

    @Option(
            names = "--ca-cert",
            paramLabel = "FILE",
            description =
                    "CA certificates that verify the server, in PEM. Default: those of the JDK.")
    private @Nullable Path authorities;

    public Credentials credentials() {
        String variable = System.getenv(KEY_VARIABLE);
        return new Credentials(
                Optional.ofNullable(key)
                        .or(() -> Optional.ofNullable(variable))
                        .filter(text -> !text.isBlank())
                        .map(String::strip),
                Optional.ofNullable(authorities));
    }
}
