package dev.berth.server.auth;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// The host names accepted by a server on the loopback address.
///
/// A page of any site can have its own name lead to 127.0.0.1 and then counts, to the browser, as a
/// page of this server (DNS rebinding). The host header gives it away.
final class HostNames {
    private static final Set<String> OF_THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names;

    private HostNames(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    static HostNames of(String listening, AccessOptions options) {
        Set<String> names = new HashSet<>(OF_THIS_MACHINE);
        String name = listening.toLowerCase(Locale.ROOT);
        names.add(name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name);
        names.addAll(options.hostNames());
        return new HostNames(names);
    }

    /// @param host with or without a port
    boolean has(String host) {
        String name = withoutPort(host);
        return names.contains(name) || names.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
