package dev.berth.client.balancing;

import io.vertx.core.Vertx;
import java.net.UnknownHostException;
import java.util.List;

/// Resolver that looks a DNS name up periodically. A failed lookup keeps the known servers.
final class DnsSource implements ServerResolver {
    /// Lookup of a name's addresses; may block.
    interface Lookup {
        List<String> addresses(String name) throws UnknownHostException;
    }

    private final ServerDiscovery.Dns dns;
    private final Lookup lookup;
    private final Vertx vertx;
    private final ServerGroup group;
    private volatile boolean closed;

    private DnsSource(ServerDiscovery.Dns dns, Lookup lookup, Vertx vertx, ServerGroup group) {
        this.dns = dns;
        this.lookup = lookup;
        this.vertx = vertx;
        this.group = group;
    }

    static DnsSource begin(ServerDiscovery.Dns dns, Lookup lookup, Vertx vertx, ServerGroup group) {
        var source = new DnsSource(dns, lookup, vertx, group);
        source.poll();
        return source;
    }

    private void poll() {
        if (closed) {
            return;
        }
        vertx.executeBlocking(() -> lookup.addresses(dns.name()), false)
                .onSuccess(this::found)
                .onFailure(failure -> group.unresolved(dns.name() + ": " + failure))
                .onComplete(done -> vertx.setTimer(dns.interval().toMillis(), id -> poll()));
    }

    private void found(List<String> addresses) {
        if (!closed) {
            group.replace(
                    addresses.stream()
                            .map(address -> new Address(address, dns.port(), dns.name()))
                            .toList());
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
