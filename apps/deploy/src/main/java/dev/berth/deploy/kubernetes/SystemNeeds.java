package dev.berth.deploy.kubernetes;

import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.feature.DataSourceConfig.Stream;
import dev.berth.core.feature.EventSource;
import dev.berth.core.system.OpenRoute;
import dev.berth.core.system.RemoteCluster;
import dev.berth.core.system.RemoteServers;
import dev.berth.core.system.RuntimeSettings.Isolation;
import dev.berth.core.system.SystemDescription;
import dev.berth.core.system.TokenIssuer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a system needs from the cluster, by its files.
///
/// @param name of the system
/// @param summary what it does; may be empty
/// @param models names of the models that can serve, in their order
/// @param endpoints names of the endpoints, in their order
/// @param hasOpenMetrics whether `/metrics` needs none
/// @param hasWorkers whether a model runs in a worker process, which needs shared memory
/// @param hasLocalStore whether features are kept in the system's folder, which replicas do not
///   share
/// @param variables names of environment variables that the system's files refer to
/// @param outgoingPorts TCP ports of servers that it calls
public record SystemNeeds(
        String name,
        String summary,
        List<String> models,
        List<String> endpoints,
        boolean hasOpenMetrics,
        boolean hasWorkers,
        boolean hasLocalStore,
        Set<String> variables,
        Set<Integer> outgoingPorts) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /// The port of an address such as `redis://user:password@host:6379/0` or `host:9000`.
    private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})(?:[/?,]|$)");

    private static final int REDIS_PORT = 6379;
    private static final int POSTGRESQL_PORT = 5432;
    private static final int KAFKA_PORT = 9092;
    private static final int HTTPS_PORT = 443;

    public SystemNeeds {
        models = List.copyOf(models);
        endpoints = List.copyOf(endpoints);
        variables = Collections.unmodifiableSet(new TreeSet<>(variables));
        outgoingPorts = Collections.unmodifiableSet(new TreeSet<>(outgoingPorts));
    }

    /// Reads the needs of a system.
    public static SystemNeeds of(CatalogSnapshot snapshot) {
        SystemDescription system = snapshot.system();
        List<PackageEntry.Valid> packages = snapshot.part(Models.class).valid();
        var outgoing = new Outgoing();
        system.features().store().ifPresent(store -> outgoing.add(store.uri(), REDIS_PORT));
        system.state().ifPresent(state -> outgoing.add(state.uri(), POSTGRESQL_PORT));
        system.remotes().forEach(outgoing::add);
        for (TokenIssuer issuer : system.access().issuers()) {
            outgoing.add(issuer.keys().toString(), HTTPS_PORT);
        }
        var definitions = snapshot.part(Features.class).definitions();
        definitions.sources().values().forEach(outgoing::add);
        return new SystemNeeds(
                system.name(),
                system.summary(),
                packages.stream().map(PackageEntry.Valid::model).distinct().toList(),
                snapshot.part(EndpointEntries.class).names(),
                system.access().consumers().isEmpty()
                        || system.access().openRoutes().contains(OpenRoute.METRICS),
                packages.stream()
                        .anyMatch(
                                each ->
                                        each.modelPackage().runtime().isolation()
                                                == Isolation.PROCESS),
                !definitions.views().isEmpty() && system.features().store().isEmpty(),
                outgoing.variables,
                outgoing.ports);
    }

    /// Collector of the addresses that a system calls.
    private static final class Outgoing {
        private final Set<String> variables = new TreeSet<>();
        private final Set<Integer> ports = new TreeSet<>();

        /// Adds the ports of an address; those that a variable hides are the usual one.
        void add(String address, int usualPort) {
            Matcher variable = VARIABLE.matcher(address);
            while (variable.find()) {
                variables.add(variable.group(1));
            }
            if (address.startsWith("file:")) {
                return;
            }
            List<Integer> found = new ArrayList<>();
            Matcher port = PORT.matcher(address);
            while (port.find()) {
                found.add(Integer.valueOf(port.group(1)));
            }
            ports.addAll(found.isEmpty() ? List.of(usualPort) : found);
        }

        void add(RemoteCluster remote) {
            remote.keyVariable().ifPresent(variables::add);
            switch (remote.servers()) {
                case RemoteServers.Listed(var addresses) ->
                        addresses.forEach(address -> add(address, HTTPS_PORT));
                case RemoteServers.Dns(var name, int port) -> ports.add(port);
                // The port's number is the Service's secret, and the API server's is 443.
                case RemoteServers.Kubernetes kubernetes -> ports.add(HTTPS_PORT);
            }
        }

        void add(EventSource source) {
            if (source.origin() instanceof Stream(var topic, var history, var lateness)) {
                topic.ifPresent(
                        each -> {
                            add(each.servers(), KAFKA_PORT);
                            each.login()
                                    .ifPresent(
                                            login -> {
                                                addVariables(login.user());
                                                variables.add(login.passwordFrom());
                                            });
                        });
            }
        }

        private void addVariables(String text) {
            Matcher variable = VARIABLE.matcher(text);
            while (variable.find()) {
                variables.add(variable.group(1));
            }
        }
    }
}
