package dev.berth.verification.replicas;

import com.sun.net.httpserver.HttpServer;
import dev.berth.client.balancing.ServerDiscovery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// API server that knows the EndpointSlices of one Service.
final class EndpointSliceServer implements AutoCloseable {
    private static final String NAMESPACE = "default";
    private static final String SERVICE = "berth";
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final HttpServer server;
    private volatile List<Integer> ports = List.of();

    private EndpointSliceServer(HttpServer server) {
        this.server = server;
    }

    static EndpointSliceServer start() throws IOException {
        HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var server = new EndpointSliceServer(http);
        http.createContext(
                "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices",
                exchange -> {
                    byte[] body = server.list().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        http.start();
        return server;
    }

    /// Replaces the ready replicas, by their ports.
    void set(List<Integer> ready) {
        ports = List.copyOf(ready);
    }

    ServerDiscovery discovery() {
        return new ServerDiscovery.Kubernetes(
                NAMESPACE,
                SERVICE,
                Optional.empty(),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Optional.empty(),
                Optional.empty(),
                INTERVAL);
    }

    /// A slice for each replica, since a slice has one port for all its addresses.
    private String list() {
        return ports.stream()
                .map(
                        port ->
                                """
                                {"addressType": "IPv4",
                                 "ports": [{"name": "http", "port": %d, "protocol": "TCP"}],
                                 "endpoints": [{"addresses": ["127.0.0.1"],
                                   "conditions": {"ready": true, "serving": true, "terminating": false}}]}"""
                                        .formatted(port))
                .collect(
                        Collectors.joining(
                                ",",
                                "{\"kind\": \"EndpointSliceList\", \"apiVersion\":"
                                        + " \"discovery.k8s.io/v1\", \"items\": [",
                                "]}"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
