package dev.berth.client.balancing;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;

/// Address of a server.
///
/// @param host connection target, a name or an IP address; servers with the same host are assumed
///   to fail together
/// @param port 1 to 65535
/// @param authority name for requests and certificates; the host, unless that was resolved from
///   this name
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

    /// Parses `host:port` or `[ipv6]:port`; a prefix `http://` is ignored.
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
