package dev.berth.client.balancing;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;

/// Where a server listens.
///
/// @param host what is connected to, a name or an IP address; servers with the same one are taken
///   to fail together
/// @param port 1 to 65535
/// @param authority the name that the server is asked under, and that its certificate has to show;
///   the host, unless that was found by looking this name up
public record Address(String host, int port, String authority) {
    private static final int PORT_MAX = 65_535;

    public Address {
        if (host.isBlank() || port < 1 || port > PORT_MAX) {
            throw refused(host + ":" + port);
        }
    }

    public static Address of(String host, int port) {
        return new Address(host, port, host);
    }

    /// Reads `host:port` or `[ipv6]:port`; `http://` before it is passed over.
    ///
    /// @throws ProblemException `usage` for anything else
    public static Address parse(String text) {
        String rest = text.startsWith("http://") ? text.substring("http://".length()) : text;
        int colon = rest.lastIndexOf(':');
        if (colon < 1 || rest.contains("/")) {
            throw refused(text);
        }
        String host = rest.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.contains(":")) {
            throw refused(text);
        }
        try {
            int port = Integer.parseInt(rest.substring(colon + 1));
            return of(bracketed ? host.substring(1, host.length() - 1) : host, port);
        } catch (NumberFormatException e) {
            throw refused(text);
        }
    }

    private static ProblemException refused(String text) {
        return new ProblemException(
                ProblemCode.USAGE,
                "'" + SanitizedText.of(text) + "' is no address of a server (expected: host:port)",
                "write it like localhost:8080; TLS is an option of the client, not of an address");
    }

    /// `host:port`.
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
