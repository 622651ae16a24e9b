package dev.berth.cli.console;

import dev.berth.cli.target.Credentials;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a server that asks who calls is shown, and by what it is known.
public final class CredentialOptions {
    private static final String KEY_VARIABLE = "BERTH_KEY";

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "The key for a server that asks for one. Default: that in the variable "
                            + "BERTH_KEY, where no list of processes shows it.")
    private @Nullable String key;

    @Option(
            names = "--ca-cert",
            paramLabel = "FILE",
            description =
                    "Know a server by the certificates of these authorities, in PEM. Default: those "
                            + "of the JDK.")
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
