package dev.berth.cli.up;

import dev.berth.server.ServerOptions;
import dev.berth.server.auth.AccessOptions;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/// Who may call, besides what `berth.yaml` says of it.
final class CallerOptions implements UpOptions {
    private final OptionSpec anonymousAllowed =
            OptionSpec.builder("--allow-anonymous")
                    .type(boolean.class)
                    .description(
                            "Let everybody who reaches the port predict, where berth.yaml declares "
                                    + "no consumers. Loading and unloading stays with this machine.")
                    .build();

    private final OptionSpec hostNames =
            OptionSpec.builder("--allowed-hosts")
                    .paramLabel("NAME")
                    .type(Set.class)
                    .auxiliaryTypes(String.class)
                    .splitRegex(",")
                    .initialValue(Set.of())
                    .description(
                            "A further name under which a server without consumers may be asked for "
                                    + "on the loopback address, as by a proxy that keeps the "
                                    + "caller's Host.")
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
