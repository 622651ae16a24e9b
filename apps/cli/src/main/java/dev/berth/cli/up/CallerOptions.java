package dev.berth.cli.up;

import dev.berth.server.ServerOptions;
import dev.berth.server.auth.AccessOptions;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/// Access options of `berth up`, besides those in `berth.yaml`.
final class CallerOptions implements UpOptions {
    private final OptionSpec anonymousAllowed =
            OptionSpec.builder("--allow-anonymous")
                    .type(boolean.class)
                    .description(
                            "Let any client that reaches the port predict, if berth.yaml declares "
                                    + "no consumers. Only this machine may load and unload "
                                    + "models.")
                    .build();

    private final OptionSpec hostNames =
            OptionSpec.builder("--allowed-hosts")
                    .paramLabel("NAME")
                    .type(Set.class)
                    .auxiliaryTypes(String.class)
                    .splitRegex(",")
                    .initialValue(Set.of())
                    .description(
                            "Another Host name that a server without consumers accepts on the "
                                    + "loopback address, as from a proxy that keeps the client's "
                                    + "Host.")
                    .build();

    @Override
    public List<OptionSpec> all() {
        return List.of(anonymousAllowed, hostNames);
    }

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        var access = AccessOptions.defaults().withHostNames(hostNames.getValue());
        return options.withAccess(
                Boolean.TRUE.equals(anonymousAllowed.getValue())
                        ? access.withAnonymous(AccessOptions.Anonymous.ANYWHERE)
                        : access);
    }
}
