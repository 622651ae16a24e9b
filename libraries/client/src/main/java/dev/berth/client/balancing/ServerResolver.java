package dev.berth.client.balancing;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Resolver that keeps the servers of a group up to date.
public interface ServerResolver extends AutoCloseable {
    @Override
    void close();

    /// Starts resolving the servers of a group, now and whenever they change.
    static ServerResolver begin(ServerDiscovery servers, Vertx vertx, ServerGroup group) {
        return switch (servers) {
            case ServerDiscovery.Listed(List<Address> addresses) -> {
                group.replace(addresses);
                yield () -> {};
            }
            case ServerDiscovery.Dns dns ->
                    DnsSource.begin(dns, ServerResolver::addresses, vertx, group);
            case ServerDiscovery.Kubernetes kubernetes ->
                    KubernetesSource.begin(kubernetes, vertx, group);
        };
    }

    /// Uses the system's resolver with its settings and `hosts`.
    private static List<String> addresses(String name) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(name))
                .map(InetAddress::getHostAddress)
                .toList();
    }
}
