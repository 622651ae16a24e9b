package dev.berth.client.balancing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the servers of a group come from.
public sealed interface ServerDiscovery {

    /// These servers, as [Address#parse] reads them.
    static ServerDiscovery of(String... addresses) {
        return new Listed(Stream.of(addresses).map(Address::parse).toList());
    }

    /// Every address of a name, looked up again every ten seconds.
    static ServerDiscovery dns(String name, int port) {
        return new Dns(name, port, Duration.ofSeconds(10));
    }

    /// The ready pods behind a Service, from within a pod of the same cluster.
    static Kubernetes kubernetes(String namespace, String service) {
        return Kubernetes.inCluster(namespace, service);
    }

    /// Servers that are known beforehand.
    record Listed(List<Address> addresses) implements ServerDiscovery {
        public Listed {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("no server (expected: at least one)");
            }
        }
    }

    /// Every address of a name is a server. The JVM keeps addresses for 30 seconds itself, unless
    /// its security property `networkaddress.cache.ttl` says otherwise.
    ///
    /// @param interval between two look-ups
    record Dns(String name, int port, Duration interval) implements ServerDiscovery {
        public Dns {
            var _ = Address.of(name, port);
            requireMillis(interval);
        }
    }

    /// The endpoints of a Kubernetes Service that are ready, from the EndpointSlices that the API
    /// server has for it. The account needs the right to `list` `endpointslices` of
    /// `discovery.k8s.io`.
    ///
    /// @param portName which of the Service's ports; empty for the first
    /// @param api where the API server is
    /// @param token the file with the account's token, read before each request, as it changes;
    ///   empty to send none
    /// @param authorities the file, in PEM, with what signed the API server's certificate
    /// @param interval between two requests
    record Kubernetes(
            String namespace,
            String service,
            Optional<String> portName,
            URI api,
            Optional<Path> token,
            Optional<Path> authorities,
            Duration interval)
            implements ServerDiscovery {
        /// Where a pod finds its account.
        private static final Path ACCOUNT =
                Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

        public Kubernetes {
            if (api.getHost() == null
                    || !(api.getScheme().equals("http") || api.getScheme().equals("https"))) {
                throw new IllegalArgumentException(
                        "'" + api + "' (expected: http:// or https://, and a host)");
            }
            requireName(namespace);
            requireName(service);
            requireMillis(interval);
        }

        static Kubernetes inCluster(String namespace, String service) {
            return new Kubernetes(
                    namespace,
                    service,
                    Optional.empty(),
                    URI.create("https://kubernetes.default.svc"),
                    Optional.of(ACCOUNT.resolve("token")),
                    Optional.of(ACCOUNT.resolve("ca.crt")),
                    Duration.ofSeconds(5));
        }

        /// The same by another of the Service's ports.
        public Kubernetes withPort(String name) {
            return new Kubernetes(
                    namespace, service, Optional.of(name), api, token, authorities, interval);
        }

        private static void requireName(String name) {
            if (!name.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")) {
                throw new IllegalArgumentException(
                        "'" + name + "' (expected: a name of Kubernetes, such as berth-models)");
            }
        }
    }

    private static void requireMillis(Duration interval) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "interval: " + interval + " (expected: at least a millisecond)");
        }
    }
}
