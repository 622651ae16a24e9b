package dev.berth.client.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.protocol.json.JsonValueReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests of parsing Kubernetes EndpointSlices.
final class EndpointSlicesTest {
    static final String LIST =
            """
            {"kind": "EndpointSliceList", "apiVersion": "discovery.k8s.io/v1", "items": [
              {"addressType": "IPv4",
               "endpoints": [
                 {"addresses": ["10.1.2.3"], "conditions": {"ready": true, "serving": true}},
                 {"addresses": ["10.1.2.4"], "conditions": {"ready": false, "terminating": true}},
                 {"addresses": ["10.1.2.5"], "conditions": {}}],
               "ports": [{"name": "metrics", "port": 9090}, {"name": "http", "port": 8080, "protocol": "TCP"}]},
              {"addressType": "IPv6", "endpoints": null, "ports": [{"name": "http", "port": 8080}]}]}
            """;

    private static Object tree(String json) {
        return JsonValueReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ready_slices_areTheReadyEndpointsAtThePort() {
        assertThat(EndpointSlices.ready(tree(LIST), Optional.of("http")))
                .containsExactly(Address.of("10.1.2.3", 8080), Address.of("10.1.2.5", 8080));
        assertThat(EndpointSlices.ready(tree(LIST), Optional.empty()))
                .containsExactly(Address.of("10.1.2.3", 9090), Address.of("10.1.2.5", 9090));
    }

    @Test
    void ready_unknownPort_isNone() {
        assertThat(EndpointSlices.ready(tree(LIST), Optional.of("grpc"))).isEmpty();
    }

    @Test
    void ready_noList_isRefused() {
        assertThatThrownBy(() -> EndpointSlices.ready(Map.of("kind", "Status"), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
