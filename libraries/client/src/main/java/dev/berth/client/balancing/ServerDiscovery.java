package dev.berth.client.balancing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Discovery method for the servers of a group.
public sealed interface ServerDiscovery {

    /// Fixed servers, as [Address#parse] reads them.
    static ServerDiscovery of(String... addresses) {
        return new Listed(Stream.of(addresses).map(Address::parse).toList());
    }

    /// Every address of a DNS name, resolved every ten seconds.
    static ServerDiscovery dns(String name, int port) {
        return new Dns(name, port, Duration.ofSeconds(10));
    }

    /// The ready pods of a Service, from within a pod of the same cluster.
    static Kubernetes kubernetes(String namespace, String service) {
        return Kubernetes.inCluster(namespace, service);
    }

    /// Fixed list of servers.
    record Listed(List<Address> addresses) implements ServerDiscovery {
        public Listed {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("no server (expected: at least one)");
            }
        }
    }

    /// Every address of a DNS name. The JVM itself caches addresses for 30 seconds, unless its
    /// security property `networkaddress.cache.ttl` differs.
    ///
    /// @param interval between two lookups
    record Dns(String name, int port, Duration interval) implements ServerDiscovery {
        public Dns {
            var _ = Address.of(name, port);
            requireMillis(interval);
        }
    }

    /// Ready endpoints of a Kubernetes Service, from the EndpointSlices of the API server. The
    /// account needs the permission to `list` `endpointslices` of `discovery.k8s.io`.
    ///
    /// @param portName port of the Service; empty for the first
    /// @param api address of the API server
    /// @param token file with the account's token, read before each request; empty to send none
    /// @param authorities PEM file with the CA certificates of the API server
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
        /// Directory of a pod's account.
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

        /// Copy with another port of the Service.
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
