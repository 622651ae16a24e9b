package dev.berth.client.group;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Keeps the servers of a group up to date.
public interface GroupSource extends AutoCloseable {
    @Override
    void close();

    /// Has the group get its servers, now and whenever they change.
    static GroupSource begin(Servers servers, Vertx vertx, Group group) {
        return switch (servers) {
            case Servers.Listed(List<Address> addresses) -> {
                group.replace(addresses);
                yield () -> {};
            }
            case Servers.Dns dns -> DnsSource.begin(dns, GroupSource::addresses, vertx, group);
            case Servers.Kubernetes kubernetes -> KubernetesSource.begin(kubernetes, vertx, group);
        };
    }

    /// By the system's resolver, so that its settings and `hosts` count.
    private static List<String> addresses(String name) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(name))
                .map(InetAddress::getHostAddress)
                .toList();
    }
}
