package dev.berth.client.balancing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Parser of the addresses in a list of Kubernetes EndpointSlices.
///
/// Source: Kubernetes API, `discovery.k8s.io/v1`: an endpoint is ready unless its conditions deny
/// it.
final class EndpointSlices {
    private EndpointSlices() {}

    /// The ready addresses.
    ///
    /// @param portName empty for the first port of each slice
    /// @throws IllegalArgumentException if this is no such list
    static Set<Address> ready(Object list, Optional<String> portName) {
        if (!(list instanceof Map<?, ?> object && object.get("items") instanceof List<?> items)) {
            throw new IllegalArgumentException("no list of items");
        }
        Set<Address> ready = new LinkedHashSet<>();
        for (Object item : items) {
            if (item instanceof Map<?, ?> slice) {
                port(slice, portName).ifPresent(port -> addReady(slice, port, ready));
            }
        }
        return ready;
    }

    private static Optional<Integer> port(Map<?, ?> slice, Optional<String> name) {
        if (slice.get("ports") instanceof List<?> ports) {
            for (Object element : ports) {
                if (element instanceof Map<?, ?> port
                        && port.get("port") instanceof Long number
                        && (name.isEmpty() || name.get().equals(port.get("name")))) {
                    return Optional.of(number.intValue());
                }
            }
        }
        return Optional.empty();
    }

    private static void addReady(Map<?, ?> slice, int port, Set<Address> ready) {
        if (slice.get("endpoints") instanceof List<?> endpoints) {
            for (Object element : endpoints) {
                if (element instanceof Map<?, ?> endpoint
                        && isReady(endpoint)
                        && endpoint.get("addresses") instanceof List<?> addresses
                        && !addresses.isEmpty()) {
                    // All addresses of an endpoint are the same pod.
                    ready.add(Address.of(addresses.getFirst().toString(), port));
                }
            }
        }
    }

    private static boolean isReady(Map<?, ?> endpoint) {
        return !(endpoint.get("conditions") instanceof Map<?, ?> conditions
                && Boolean.FALSE.equals(conditions.get("ready")));
    }
}
