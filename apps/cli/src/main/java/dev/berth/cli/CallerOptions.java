package dev.berth.cli;

import dev.berth.server.ServerOptions;
import dev.berth.server.access.AccessOptions;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/// Who may call, besides what `berth.yaml` says of it.
final class CallerOptions implements UpOptions {
    @Option(
            names = "--allow-anonymous",
            description =
                    "Let everybody who reaches the port predict, where berth.yaml declares no "
                            + "consumers. Loading and unloading stays with this machine.")
    private boolean anonymousAllowed;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            split = ",",
            description =
                    "A further name under which a server without consumers may be asked for on the "
                            + "loopback address, as by a proxy that keeps the caller's Host.")
    private Set<String> hostNames = new LinkedHashSet<>();

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        var access = AccessOptions.defaults().withHostNames(hostNames);
        return options.withAccess(
                anonymousAllowed ? access.withAnonymous(AccessOptions.Anonymous.ANYWHERE) : access);
    }
}
